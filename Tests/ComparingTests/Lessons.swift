import Language
import Lessons

@testable import Comparing

/// Lessons as people write them to specify a network.
enum SpecificationLesson {
  /// 3-5-4-2 in matrices, rows of a batch, with the update.
  static let matrices = """
    ```given
    X[n,i]
    Y[n,j]
    W1[k,i]
    b1[k]
    W2[m,k]
    b2[m]
    W3[j,m]
    b3[j]
    eta = 0.5
    ```
    ```forward
    Z1 = X @ W1^T + b1
    A1 = sigmoid(Z1)
    Z2 = A1 @ W2^T + b2
    A2 = sigmoid(Z2)
    Z3 = A2 @ W3^T + b3
    A3 = sigmoid(Z3)
    E = mean(n, sum(j, (A3[n,j] - Y[n,j])^2)/2)
    ```
    ```backward
    dE/dA3[n,j] = (A3[n,j] - Y[n,j])/length(X)
    delta3[n,j] = dE/dZ3[n,j] = dE/dA3[n,j] * A3[n,j]*(1 - A3[n,j])
    delta2[n,m] = dE/dZ2[n,m] = sum(j, W3[j,m]*delta3[n,j]) * A2[n,m]*(1 - A2[n,m])
    delta1[n,k] = dE/dZ1[n,k] = sum(m, W2[m,k]*delta2[n,m]) * A1[n,k]*(1 - A1[n,k])
    dE/dW3[j,m] = sum(n, delta3[n,j]*A2[n,m])
    dE/dW2[m,k] = sum(n, delta2[n,m]*A1[n,k])
    dE/dW1[k,i] = sum(n, delta1[n,k]*X[n,i])
    dE/db3[j] = sum(n, delta3[n,j])
    dE/db2[m] = sum(n, delta2[n,m])
    dE/db1[k] = sum(n, delta1[n,k])
    ```
    ```update
    W1, b1, W2, b2, W3, b3 <- W1 - eta*dE/dW1, b1 - eta*dE/db1, W2 - eta*dE/dW2, b2 - eta*dE/db2, W3 - eta*dE/dW3, b3 - eta*dE/db3
    ```
    """

  static func lesson(_ text: String, _ name: String = "specification") -> Lesson {
    Lesson(name: name, source: Source(name: name, text: text))
  }
}
