import Language

/// One loop over doubles. All fields are plain, so that reading one costs no reference count.
struct Instruction {
  enum Kind {
    // Entry by entry: a and b.
    case sum, difference, product, quotient, maximum
    case indicator(Relation)
    // Entry by entry: a.
    case copy, negation, power, function(Function)
    // By a walk.
    case gather, place, contraction
  }

  /// How the operands of an operation entry by entry lie in memory.
  enum Mode {
    case dense
    /// One number for all entries.
    case leftSplat, rightSplat
    /// Spread over the result by a walk.
    case leftView, rightView
  }

  var kind: Kind
  var mode = Mode.dense
  var to: Int
  /// Where in its slot the result begins.
  var offset = 0
  var a: Int
  /// For one operand the same as `a`.
  var b: Int
  var count: Int
  /// The number of a walk, or an exponent.
  var detail = 0

  var reads: [Int] { a == b ? [a] : [a, b] }

  /// Whether entry i of the result is computed from entry i of this slot, where it reads it at all.
  func readsInStep(_ slot: Int) -> Bool {
    switch kind {
    case .gather, .place, .contraction: false
    case .copy where offset != 0: false
    default:
      switch mode {
      case .dense: true
      case .leftSplat: a != slot
      case .rightSplat: b != slot
      case .leftView: a != slot
      case .rightView: b != slot
      }
    }
  }

  /// Whether the loop takes two operands entry by entry, so that it may write over one of them and be fast.
  var isElementwise: Bool {
    switch kind {
    case .sum, .difference, .product, .quotient: true
    default: false
    }
  }
}
