/// What kinds of operations a tape holds, found in one walk over it.
extension Tape {
  public struct Traits: Sendable {
    /// How deep exponentials are nested.
    public var height = 0
    public var exponentials = 0
    public var hasLogarithms = false
    public var hasRoots = false
    /// Whether signs matter: comparisons, and functions with kinks.
    public var hasSteps = false

    /// Those of nothing.
    public init() {}

    /// Whether residues are all there is to know of the values.
    public var isPlain: Bool { !hasLogarithms && !hasRoots && !hasSteps }
  }

  public var traits: Traits {
    var traits = Traits()
    var heights = [Int32](repeating: 0, count: operations.count)
    heights.withUnsafeMutableBufferPointer { heights in
      for (place, operation) in operations.enumerated() {
        let height: Int32
        switch operation {
        case .variable, .constant: height = 0
        case .sum(let a, let b), .difference(let a, let b), .product(let a, let b), .quotient(let a, let b):
          height = max(heights[Int(a)], heights[Int(b)])
        case .negation(let a), .power(let a, exponent: _): height = heights[Int(a)]
        case .maximum(let a, let b), .indicator(_, let a, let b):
          traits.hasSteps = true
          height = max(heights[Int(a)], heights[Int(b)])
        case .function(let function, let a):
          switch function {
          case .exp, .sigmoid, .tanh:
            traits.exponentials += 1
            height = heights[Int(a)] + 1
          case .log:
            traits.hasLogarithms = true
            height = heights[Int(a)]
          case .sqrt:
            traits.hasRoots = true
            height = heights[Int(a)]
          case .relu, .abs, .sign, .step:
            traits.hasSteps = true
            height = heights[Int(a)]
          }
        case .contraction(let start, let count):
          var largest: Int32 = 0
          for factor in factors[2 * Int(start)..<2 * Int(start + count)] {
            largest = max(largest, heights[Int(factor)])
          }
          height = largest
        }
        heights[place] = height
        traits.height = max(traits.height, Int(height))
      }
    }
    return traits
  }

  /// How much work one evaluation is.
  public var operationCount: Int { operations.count + factors.count }
}
