// What is checked: a function of many numbers that claims to know its gradient.

/// A named tensor of the point, in C order.
public struct TensorShape: Sendable, Hashable {
  public let name: String
  /// The lengths of the axes; empty for a single number.
  public let shape: [Int]
  public let count: Int

  /// - Returns: nil where an axis is negative or there are more entries than an integer counts.
  public init?(name: String, shape: [Int]) {
    var count = 1
    for length in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      guard length >= 0, !overflow else { return nil }
      count = product
    }
    self.name = name
    self.shape = shape
    self.count = count
  }

  /// `W[2,1]`, counted from 1 as in a lesson; the name alone for a single number.
  public func entryName(_ place: Int) -> String {
    guard !shape.isEmpty else { return name }
    var rest = place
    var index: [Int] = []
    for length in shape.reversed() where length > 0 {
      index.append(rest % length + 1)
      rest /= length
    }
    return "\(name)[\(index.reversed().map(String.init).joined(separator: ","))]"
  }
}

/// A line through a point: entry `entries[k]` moves by `components[k]` a step, the others stay.
public struct Direction: Sendable, Hashable {
  public let entries: [Int]
  /// Powers of two with a sign, so that a step times a component is exact.
  public let components: [Double]

  public init(entries: [Int], components: [Double]) {
    self.entries = entries
    self.components = components
  }

  /// The point at a step along the line.
  public func point(from base: [Double], step: Double) -> [Double] {
    var point = base
    for (entry, component) in zip(entries, components) where point.indices.contains(entry) {
      point[entry] += step * component
    }
    return point
  }
}

/// Steps along a line.
public struct LineSteps: Sendable {
  public let direction: Direction
  public let steps: [Double]
}

/// A black box with a gradient.
public protocol GradientProgram {
  /// The tensors of its point, one after the other.
  var tensors: [TensorShape] { get }
  /// The values at steps along several lines through a point, a list for each line. A program in another process is
  /// asked for all of them at once.
  func values(from point: [Double], along lines: [LineSteps]) throws -> [[Double]]
  /// The value and the claimed gradient at a step along a line, with as many entries as the point.
  func gradient(
    from point: [Double], along direction: Direction, step: Double
  ) throws -> (value: Double, gradient: [Double])
}

/// A function in this process.
public struct FunctionProgram: GradientProgram {
  public let tensors: [TensorShape]
  private let function: ([Double]) throws -> Double
  private let claim: ([Double]) throws -> [Double]

  /// - Parameters:
  ///   - tensors: how the point's entries are named; their counts must add up to the point's.
  ///   - claim: the claimed gradient, by entry.
  public init(
    tensors: [TensorShape], value function: @escaping ([Double]) throws -> Double,
    gradient claim: @escaping ([Double]) throws -> [Double]
  ) {
    self.tensors = tensors
    self.function = function
    self.claim = claim
  }

  public func values(from point: [Double], along lines: [LineSteps]) throws -> [[Double]] {
    try lines.map { line in
      try line.steps.map { try function(line.direction.point(from: point, step: $0)) }
    }
  }

  public func gradient(
    from point: [Double], along direction: Direction, step: Double
  ) throws -> (value: Double, gradient: [Double]) {
    let point = direction.point(from: point, step: step)
    return (try function(point), try claim(point))
  }
}
