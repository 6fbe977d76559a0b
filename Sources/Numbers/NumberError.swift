/// Why a number could not be read or given.
public enum NumberError: Error, Sendable, Hashable {
  case divisionByZero
  /// An argument outside the function's domain: the logarithm of −1, the square root of −2. Says which.
  case outsideDomain(String)
  /// The enclosure of an argument reaches where the operation is not defined, though the exact value may
  /// well lie inside: more precision may tell. Says which operation.
  case undecided(String)
  /// The result would pass a stated limit. Says which limit.
  case tooLarge(String)
  /// Text that is not a number, or a floating-point value that is none. Says what would be right.
  case malformed(String)
}

extension NumberError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .divisionByZero: "division by zero"
    case .outsideDomain(let what): "outside the domain: \(what)"
    case .undecided(let what): "cannot be decided at this precision: \(what)"
    case .tooLarge(let what): "too large: \(what)"
    case .malformed(let what): "not a number: \(what)"
    }
  }
}
