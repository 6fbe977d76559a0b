// JSON as programs write it, NaN and Infinity included (Python does), with lists of numbers kept flat.

/// A value of JSON: as much of it as the messages of a program need.
enum WireValue: Sendable, Hashable {
  /// A list of numbers, or nested lists of them all of the same shape; a single number has no axes.
  case numbers([Double], shape: [Int])
  case object([Member])
  /// Any other list.
  case list([WireValue])
  case text(String)
  /// true, false, null.
  case other

  struct Member: Sendable, Hashable {
    let name: String
    let value: WireValue
  }

  subscript(name: String) -> WireValue? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.name == name }?.value
  }

  var integer: Int? {
    guard case .numbers(let numbers, shape: []) = self, let number = numbers.first else { return nil }
    return Int(exactly: number)
  }

  /// The numbers of a list without regard to its shape; those of an object in the order of the names.
  func flat(_ names: [String]) -> [Double]? {
    switch self {
    case .numbers(let numbers, _): return numbers
    case .list(let values): return WireValue.joined(values.map { $0.flat(names) })
    case .object(let members):
      guard members.count == names.count else { return nil }
      return WireValue.joined(names.map { self[$0]?.flat([]) })
    case .text, .other: return nil
    }
  }

  private static func joined(_ parts: [[Double]?]) -> [Double]? {
    var all: [Double] = []
    for part in parts {
      guard let part else { return nil }
      all += part
    }
    return all
  }
}
