// What a test can hand over as a tensor.

import Dumps

/// Numbers, and arrays of arrays of them: `[[Float]]` is a matrix of singles, rows first.
public protocol TensorConvertible {
  /// The type, the lengths of the axes, and the entries; nil where rows differ in length.
  var tensor: (type: ElementType, shape: [Int], values: [Double])? { get }
  /// The type of an array of these that is empty.
  static var elementType: ElementType { get }
}

extension Double: TensorConvertible {
  public static var elementType: ElementType { .float64 }
  public var tensor: (type: ElementType, shape: [Int], values: [Double])? { (.float64, [], [self]) }
}

extension Float: TensorConvertible {
  public static var elementType: ElementType { .float32 }
  public var tensor: (type: ElementType, shape: [Int], values: [Double])? { (.float32, [], [Double(self)]) }
}

extension Array: TensorConvertible where Element: TensorConvertible {
  public static var elementType: ElementType { Element.elementType }
  public var tensor: (type: ElementType, shape: [Int], values: [Double])? {
    var shape: [Int]?
    var values: [Double] = []
    for element in self {
      guard let inner = element.tensor, shape == nil || shape == inner.shape else { return nil }
      shape = inner.shape
      values += inner.values
    }
    return (Element.elementType, [count] + (shape ?? []), values)
  }
}

/// Entries in a row with the shape that they stand for, for code that keeps its matrices flat.
public struct Shaped<Number: TensorConvertible>: TensorConvertible {
  public static var elementType: ElementType { Number.elementType }
  public let tensor: (type: ElementType, shape: [Int], values: [Double])?

  /// - Parameter entries: rows first; as many as the shape says.
  public init(_ entries: [Number], _ shape: Int...) {
    guard let flat = entries.tensor, flat.shape.count == 1, shape.allSatisfy({ $0 >= 0 }),
      shape.reduce(1, { $0.multipliedReportingOverflow(by: $1).partialValue }) == flat.values.count
    else {
      tensor = nil
      return
    }
    tensor = (flat.type, shape, flat.values)
  }
}

/// Why tensors cannot be used, for an issue.
struct TensorProblem: Error {
  let text: String
}

extension Dump {
  /// - Throws: ``TensorProblem``
  init(_ tensors: KeyValuePairs<String, any TensorConvertible>) throws(TensorProblem) {
    var all: [DumpTensor] = []
    for (name, value) in tensors {
      guard let tensor = value.tensor else {
        throw TensorProblem(
          text: "\(name): its rows differ in length, or its entries are not as many as its shape says")
      }
      guard !all.contains(where: { $0.name == name }) else {
        throw TensorProblem(text: "two tensors are called \(name)")
      }
      all.append(DumpTensor(name: name, type: tensor.type, shape: tensor.shape, values: tensor.values))
    }
    self.init(all)
  }
}
