import Dumps

/// How far an entry may lie from what it should be.
///
/// Without a rule that is as far as any stable evaluation in the dump's type can have gone (``Tolerance/stable``).
public struct Policy: Sendable, Hashable {
  /// One of them suffices.
  public struct Rule: Sendable, Hashable {
    /// A tensor's or a quantity's name; a `*` stands for any characters.
    public let pattern: String
    public let tolerances: [Tolerance]

    public init(_ pattern: String, _ tolerances: [Tolerance]) {
      self.pattern = pattern
      self.tolerances = tolerances
    }
  }

  public enum Tolerance: Sendable, Hashable {
    /// As good as a backward-stable evaluation in that type: the bound of ``RoundingArithmetic``.
    case stable
    /// So many units in the last place of the tensor's type.
    case ulps(Double)
    case absolute(Double)
    /// So much of the expected value.
    case relative(Double)
  }

  public var rules: [Rule]
  /// The type that the program computes in, where that is coarser than what it writes down.
  public var precision: ElementType?

  public static let stable = Policy()

  public init(_ rules: [Rule] = [], precision: ElementType? = nil) {
    self.rules = rules
    self.precision = precision
  }

  /// The first rule that fits; ``Tolerance/stable`` where none does.
  func tolerances(for names: [String]) -> [Tolerance] {
    rules.first { rule in names.contains { Policy.matches(Array($0), Array(rule.pattern)) } }?.tolerances
      ?? [.stable]
  }

  /// Whether a pattern with stars fits a name: the last star takes what it must (linear, apart from stars).
  static func matches(_ name: [Character], _ pattern: [Character]) -> Bool {
    var (place, reading) = (0, 0)
    var star: (pattern: Int, place: Int)?
    while place < name.count {
      if reading < pattern.count, pattern[reading] == "*" {
        star = (reading, place)
        reading += 1
      } else if reading < pattern.count, pattern[reading] == name[place] {
        place += 1
        reading += 1
      } else if let last = star {
        star = (last.pattern, last.place + 1)
        place = last.place + 1
        reading = last.pattern + 1
      } else {
        return false
      }
    }
    return pattern[reading...].allSatisfy { $0 == "*" }
  }
}
