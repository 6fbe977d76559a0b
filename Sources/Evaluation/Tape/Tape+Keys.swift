import Language

extension Tape.Operation {
  /// What tells an operation from others: its kind, and its operands.
  var key: (UInt64, UInt64) {
    func pair(_ a: Int32, _ b: Int32) -> UInt64 {
      UInt64(UInt32(bitPattern: a)) << 32 | UInt64(UInt32(bitPattern: b))
    }
    return switch self {
    case .variable(let a): (0, pair(a, 0))
    case .constant(let a): (1, pair(a, 0))
    case .sum(let a, let b): (2, pair(a, b))
    case .difference(let a, let b): (3, pair(a, b))
    case .product(let a, let b): (4, pair(a, b))
    case .quotient(let a, let b): (5, pair(a, b))
    case .negation(let a): (6, pair(a, 0))
    case .power(let a, let exponent): (7, pair(a, exponent))
    case .maximum(let a, let b): (8, pair(a, b))
    case .contraction(let start, let count): (9, pair(start, count))
    case .function(let function, let a): (16 + function.code, pair(a, 0))
    case .indicator(let relation, let a, let b): (32 + relation.code, pair(a, b))
    }
  }
}

extension Function {
  /// A number of its own.
  var code: UInt64 {
    switch self {
    case .exp: 0
    case .log: 1
    case .sqrt: 2
    case .sigmoid: 3
    case .tanh: 4
    case .relu: 5
    case .abs: 6
    case .sign: 7
    case .step: 8
    }
  }
}

extension Relation {
  /// A number of its own.
  var code: UInt64 {
    switch self {
    case .equal: 0
    case .approximately: 1
    case .unequal: 2
    case .less: 3
    case .lessOrEqual: 4
    case .greater: 5
    case .greaterOrEqual: 6
    }
  }
}
