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

  static let all = [single, square, tanh, relu, entropy, batch, shared, decay]

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

  static func mark(_ text: String, _ key: AnswerKey) -> MarkedSheet {
    var marker = SheetMarker(key)
    return marker.mark(Source(name: "answers.txt", text: text))
  }
}
