import Evaluation
import Foundation
import Language
import Lessons
import Numbers

@testable import Marking

/// Small lessons to mark, each with what some misconceptions need.
enum Samples {
  static let single = key(
    "single",
    """
    ```given
    x = 0.9
    y = 0.2
    w1 = 0.6
    b1 = -0.3
    w2 = -1.4
    b2 = 0.53
    eta = 0.7
    ```
    ```forward
    z1 = w1*x + b1
    a1 = sigmoid(z1)
    z2 = w2*a1 + b2
    a2 = sigmoid(z2)
    E = (a2 - y)^2/2
    ```
    ```derive
    dE/da2 = a2 - y
    da2/dz2 = a2*(1 - a2)
    delta2 = dE/dz2 = (a2 - y)*a2*(1 - a2)
    delta1 = dE/dz1 = delta2*w2*a1*(1 - a1)
    dE/dw2 = delta2*a1
    dE/dw1 = delta1*x
    dE/db2 = delta2
    dE/db1 = delta1
    ```
    ```update
    w2, b2, w1, b1 <- w2 - eta*dE/dw2, b2 - eta*dE/db2, w1 - eta*dE/dw1, b1 - eta*dE/db1
    ```
    """)

  static let square = key(
    "square",
    """
    ```given
    x = [0.9, -0.4]
    y = [0.2, 0.7]
    W1 = [[0.6, -0.1], [0.3, 0.8]]
    b1 = [0.1, -0.2]
    W2 = [[0.7, -0.6], [0.15, 0.85]]
    b2 = [0.05, -0.15]
    eta = 0.7
    ```
    ```forward
    z1[k] = sum(i, W1[k,i]*x[i]) + b1[k]
    a1[k] = sigmoid(z1[k])
    z2[j] = sum(k, W2[j,k]*a1[k]) + b2[j]
    a2[j] = sigmoid(z2[j])
    E = sum(j, (a2[j] - y[j])^2)/2
    ```
    ```derive
    dE/da2[j] = a2[j] - y[j]
    delta2[j] = (a2[j] - y[j])*a2[j]*(1 - a2[j])
    dE/dz2 = delta2
    delta1[k] = sum(j, delta2[j]*W2[j,k])*a1[k]*(1 - a1[k])
    dE/dz1 = delta1
    dE/dW2 = outer(delta2, a1)
    dE/dW1[k,i] = delta1[k]*x[i]
    dE/db2 = delta2
    dE/db1 = delta1
    ```
    ```update
    W2 <- W2 - eta*dE/dW2
    ```
    """)

  static let tanh = key(
    "tanh",
    """
    ```given
    x = 0.9
    y = 0.2
    w1 = 0.6
    w2 = -1.4
    ```
    ```forward
    z1 = w1*x
    a1 = tanh(z1)
    z2 = w2*a1
    a2 = tanh(z2)
    E = (a2 - y)^2/2
    ```
    ```derive
    delta2 = dE/dz2 = (a2 - y)*(1 - a2^2)
    delta1 = dE/dz1 = delta2*w2*(1 - a1^2)
    ```
    """)

  static let relu = key(
    "relu",
    """
    ```given
    x = 0.9
    y = 0.2
    w1 = 0.6
    w2 = -1.4
    ```
    ```forward
    z1 = w1*x
    a1 = relu(z1)
    z2 = w2*a1
    a2 = sigmoid(z2)
    E = (a2 - y)^2/2
    ```
    ```derive
    delta2 = dE/dz2 = (a2 - y)*a2*(1 - a2)
    delta1 = dE/dz1 = delta2*w2*step(z1)
    ```
    """)

  static let entropy = key(
    "entropy",
    """
    ```given
    v = 0.9
    y = 0.3
    w = 0.6
    b = 0.25
    ```
    ```forward
    z = w*v + b
    p = sigmoid(z)
    L = -(y*log(p) + (1 - y)*log(1 - p))
    ```
    ```derive
    delta = dL/dz = p - y
    dL/dw = delta*v
    ```
    """)

  static let batch = key(
    "batch",
    """
    ```given
    x = [0.9, -0.4, 0.35]
    y = [0.2, 0.7, 0.1]
    w = 0.6
    c = 0.21
    ```
    ```forward
    z[n] = w*x[n] + c
    a[n] = sigmoid(z[n])
    C = mean(n, (a[n] - y[n])^2)
    ```
    ```derive
    dC/dc = mean(n, 2*(a[n] - y[n])*a[n]*(1 - a[n]))
    dC/dw = mean(n, 2*(a[n] - y[n])*a[n]*(1 - a[n])*x[n])
    ```
    """)

  static let shared = key(
    "shared",
    """
    ```given
    x = 0.9
    y = [0.2, 0.7]
    w = [0.6, -0.8]
    b = 0.3
    ```
    ```forward
    z[j] = w[j]*x + b
    a[j] = sigmoid(z[j])
    E = sum(j, (a[j] - y[j])^2)/2
    ```
    ```derive
    delta[j] = (a[j] - y[j])*a[j]*(1 - a[j])
    dE/dz = delta
    dE/db = sum(j, delta[j])
    ```
    """)

  static let decay = key(
    "decay",
    """
    ```given
    w = 0.6
    x = 0.9
    y = 0.2
    eta = 0.3
    lambda = 0.25
    ```
    ```forward
    E = (w*x - y)^2/2
    ```
    ```derive
    dE/dw = (w*x - y)*x
    ```
    ```update
    w <- w - eta*(dE/dw + lambda*w)
    ```
    """)

  /// Two examples of three classes.
  static let classes = key(
    "classes",
    """
    ```given
    X = [[0.9, -0.4], [0.35, 0.6]]
    Y = [[0, 1, 0], [0.2, 0.1, 0.7]]
    W = [[0.6, -0.1, 0.4], [0.3, 0.8, -0.7]]
    ```
    ```forward
    z[n,k] = sum(i, X[n,i]*W[i,k])
    p[n,k] = exp(z[n,k])/sum(j, exp(z[n,j]))
    L = -sum(n, sum(k, Y[n,k]*log(p[n,k])))
    ```
    ```derive
    dL/dp[n,k] = -Y[n,k]/p[n,k]
    delta[n,k] = dL/dz[n,k] = p[n,k]*(dL/dp[n,k] - sum(j, dL/dp[n,j]*p[n,j]))
    dL/dW[i,k] = sum(n, X[n,i]*delta[n,k])
    ```
    """)

  /// The same in matrices.
  static let rows = key(
    "rows",
    """
    ```given
    X = [[0.9, -0.4], [0.35, 0.6]]
    Y = [[0, 1, 0], [0.2, 0.1, 0.7]]
    W = [[0.6, -0.1, 0.4], [0.3, 0.8, -0.7]]
    ```
    ```forward
    Z = X @ W
    P = softmax(Z, axis = 2)
    L = -sum(Y*log(P))
    ```
    ```derive
    dL/dZ = P - Y
    dL/dW = X^T @ (P - Y)
    ```
    """)

  /// One weight used twice, and an input that two units read.
  static let fork = key(
    "fork",
    """
    ```given
    x = 0.9
    y = 0.2
    w = 0.6
    v = [0.7, -0.45]
    ```
    ```forward
    z1 = w*x
    a1 = sigmoid(z1)
    z2 = w*a1
    a2 = sigmoid(z2)
    h[k] = v[k]*x
    E = (a2 - y)^2/2 + sum(k, h[k]^2)
    ```
    ```derive
    delta2 = dE/dz2 = (a2 - y)*a2*(1 - a2)
    delta1 = dE/dz1 = delta2*w*a1*(1 - a1)
    dE/dw = delta2*a1 + delta1*x
    dE/dx = delta1*w + sum(k, 2*h[k]*v[k])
    ```
    """)

  /// Descent on two parameters that hang together.
  static let descent = key(
    "descent2",
    """
    ```given
    a = 1.5
    b = -0.75
    eta = 0.1
    ```
    ```define
    f = a^2 + a*b + 2*b^2
    ```
    ```derive
    df/da = 2*a + b
    df/db = a + 4*b
    ```
    ```descent
    repeat 4:
      a, b <- a - eta*df/da, b - eta*df/db
    ```
    """)

  /// A batch, its mean error and a step.
  static let step = key(
    "step",
    """
    ```given
    x = [0.9, -0.4, 0.35]
    y = [0.2, 0.7, 0.1]
    w = 0.6
    c = 0.21
    eta = 0.7
    p = [0.9, 0.7, 0.2, 0.6, 0.1]
    ```
    ```forward
    d[n] = w*x[n] + c - y[n]
    C = mean(n, d[n]^2)/2
    accuracy = mean(m, [p[m] > 0.5])
    ```
    ```derive
    dC/dw = mean(n, d[n]*x[n])
    dC/dc = mean(n, d[n])
    ```
    ```update
    w, c <- w - eta*dC/dw, c - eta*dC/dc
    ```
    """)

  /// A slope by differences, held against the derivative.
  static let check = key(
    "check",
    """
    ```given
    w = 0.6
    h = 0.01
    ```
    ```define
    f(u) = u^3 - sigmoid(u)
    F = f(w)
    numeric = (f(w + h) - f(w - h))/(2*h)
    error = abs(dF/dw - numeric)/max(abs(dF/dw), abs(numeric))
    ```
    ```derive
    dF/dw = 3*w^2 - sigmoid'(w)
    ```
    """)

  static let all = [
    single, square, tanh, relu, entropy, batch, shared, decay, classes, rows, fork, descent, step, check,
  ]

  /// One of these, or a lesson of the repository.
  static func named(_ name: String) -> AnswerKey? {
    if let found = all.first(where: { $0.lesson.name == name }) { return found }
    let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    guard let text = try? String(contentsOfFile: "/\(folder)/lessons/\(name).md", encoding: .utf8) else {
      return nil
    }
    return key(name, text)
  }

  static func key(_ name: String, _ text: String) -> AnswerKey {
    AnswerKey(Lesson(name: name, source: Source(name: name + ".md", text: text)))
  }

  /// What a wrong recipe gives at the lesson's values.
  static func values(of slip: Slip, for quantity: Int, _ key: AnswerKey) -> [Enclosure]? {
    var bench = Workbench(key)
    return bench.enclosures(slip.recipe, for: quantity)
  }

  static func mark(_ text: String, _ key: AnswerKey) -> MarkedSheet {
    var marker = SheetMarker(key)
    return marker.mark(Source(name: "answers.txt", text: text))
  }
}
