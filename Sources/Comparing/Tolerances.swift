import Dumps
import Evaluation
import Numbers

/// Whether an entry is what it should be.
enum EntryFit: Int, Comparable {
  case within, unknown, off
  static func < (a: EntryFit, b: EntryFit) -> Bool { a.rawValue < b.rawValue }
}

extension ElementType {
  /// An entry against what a stable evaluation can have given, once more rounded to be written down.
  func fit(_ got: Double, _ number: RoundingArithmetic.Number) -> EntryFit {
    guard number.isKnown else { return .unknown }
    if got.isFinite { return abs(got - number.value) <= reach(number, got) ? .within : .off }
    guard !got.isNaN, let greatest = greatestFinite else { return .off }
    // An infinity is right where the number is beyond the type.
    let largest = got > 0 ? number.value + number.bound : -number.value + number.bound
    return largest * (1 + unitRoundoff) >= greatest ? .within : .off
  }

  /// How far an entry may lie from the number's value.
  func reach(_ number: RoundingArithmetic.Number, _ got: Double) -> Double {
    let stored = isFloatingPoint ? ulp(of: got.isFinite ? got : number.value) / 2 : 0
    return (number.bound + stored) * (1 + 0x1p-48)
  }
}

extension Policy.Tolerance {
  /// An entry against an exact value; for ``stable`` nothing can be said here.
  func fit(_ got: Double, _ value: Enclosure, _ type: ElementType) -> EntryFit {
    guard let exact = try? Rational(exactly: got), value.isBounded else { return .off }
    let midpoint = value.midpoint
    let limit: Double
    switch self {
    case .stable: return .unknown
    case .ulps(let count): limit = count * type.ulp(of: midpoint.asDouble)
    case .absolute(let size): limit = size
    case .relative(let share): limit = share * abs(midpoint.asDouble)
    }
    guard limit.isFinite, let tolerated = try? Rational(exactly: limit) else { return .unknown }
    let distance = (midpoint - exact).magnitude
    if distance + value.radius <= tolerated { return .within }
    return distance - value.radius > tolerated ? .off : .unknown
  }

  /// What is tolerated at a value, for people.
  func limit(at value: Double, _ type: ElementType, stable: Double) -> Double {
    switch self {
    case .stable: stable
    case .ulps(let count): count * type.ulp(of: value)
    case .absolute(let size): size
    case .relative(let share): share * abs(value)
    }
  }
}
