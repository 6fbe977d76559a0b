import Language

/// An operation of a program made ready to be done often: places of operands, and walks through memory.
@usableFromInline enum Step: Sendable {
  case copy(Int)
  case sum(Int, Int)
  case difference(Int, Int)
  case product(Int, Int)
  case quotient(Int, Int)
  case maximum(Int, Int)
  case indicator(Relation, Int, Int)
  case negation(Int)
  case power(Int, Int)
  case function(Function, Int)
  case gathering(Gathering, Int)
  case placing(Gathering, Int)
  case contraction(Contraction, Int, Int)
  /// What is computed once, or seldom.
  case other

  /// How many products one contraction may add up in all.
  static let workLimit = 1 << 36
  /// How many terms one entry may be the sum of.
  static let termLimit = 1 << 25

  /// - Throws: where one product would take more than ``workLimit`` multiplications.
  @usableFromInline init(
    _ id: Program.ID, in program: Program, except fixed: Set<Program.ID>
  ) throws(ArithmeticError) {
    let node = program[id]
    func place(_ id: Program.ID) -> Int { Int(id.position) }
    if let product = program.innerProduct(id, except: fixed) {
      self = try .contraction(product, node.shape, in: program)
      return
    }
    switch node.operation {
    case .given, .constant, .counting, .identity, .stack, .contraction: self = .other
    case .defined(_, let a): self = .copy(place(a))
    case .sum(let a, let b): self = .sum(place(a), place(b))
    case .difference(let a, let b): self = .difference(place(a), place(b))
    case .product(let a, let b): self = .product(place(a), place(b))
    case .quotient(let a, let b): self = .quotient(place(a), place(b))
    case .maximum(let a, let b): self = .maximum(place(a), place(b))
    case .indicator(let relation, let a, let b): self = .indicator(relation, place(a), place(b))
    case .negation(let a): self = .negation(place(a))
    case .power(let a, let exponent): self = .power(place(a), exponent)
    case .function(let function, let a): self = .function(function, place(a))
    case .arrangement(let a, let from, let to):
      self = .gathering(Gathering(program.shape(a), from: from, to: to, node.shape), place(a))
    case .entry(let a, let positions):
      self = .gathering(Gathering(node.shape, at: positions, of: program.shape(a)), place(a))
    case .placed(let a, let positions):
      self = .placing(Gathering(program.shape(a), at: positions, of: node.shape), place(a))
    }
  }

  /// The places of the nodes that are read.
  func forEachRead(_ id: Program.ID, in program: Program, _ body: (Int) -> Void) {
    switch self {
    case .other: program[id].operation.forEachOperand { body(Int($0.position)) }
    case .copy(let a), .negation(let a), .power(let a, _), .function(_, let a), .gathering(_, let a),
      .placing(_, let a):
      body(a)
    case .sum(let a, let b), .difference(let a, let b), .product(let a, let b), .quotient(let a, let b),
      .maximum(let a, let b), .indicator(_, let a, let b), .contraction(_, let a, let b):
      body(a)
      body(b)
    }
  }

  private static func contraction(
    _ product: InnerProduct, _ result: Shape, in program: Program
  ) throws(ArithmeticError) -> Step {
    let walk = try walk(product, program.shape(product.left), program.shape(product.right), result)
    return .contraction(walk, Int(product.left.position), Int(product.right.position))
  }

  /// The walk of a product through memory.
  ///
  /// - Throws: where it would take more than ``workLimit`` multiplications.
  static func walk(
    _ product: InnerProduct, _ left: Shape, _ right: Shape, _ result: Shape
  ) throws(ArithmeticError) -> Contraction {
    let terms = product.summed.reduce(1) { Step.times($0, $1.size) }
    guard terms <= Step.termLimit, Step.times(terms, result.count) <= Step.workLimit else {
      throw .tooLarge("more than \(Step.workLimit) multiplications for one product")
    }
    return Contraction(product, left, right, result)
  }

  private static func times(_ a: Int, _ b: Int) -> Int {
    let (value, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? Int.max : value
  }
}
