import Numbers

/// What one draw remembers while it evaluates: bases of products, arguments of logarithms, exponents, choices.
///
/// Shared by reference so that an arithmetic stays a value; one draw is evaluated by one task at a time, which is
/// why the class is not locked.
final class SignatureTables: @unchecked Sendable {
  /// A value that stands for its class under multiplication by rationals.
  struct Base {
    let value: SignatureNumber
    /// log|value|: the exponent where the value is an exponential, else a random element.
    var logarithm: SignatureNumber?
    var sign: KnownSign
    /// n-th roots of |value| by n: random elements, or the known root of a variable drawn as a square.
    var roots: [Int: SignatureNumber] = [:]
    var steps: (positive: SignatureNumber, negative: SignatureNumber)?
  }

  var random: RandomSource
  var bases: [Base] = []
  var places: [UInt64: [Int]] = [:]
  /// The bases that stand for primes.
  var primePlaces: [Integer: Int] = [:]
  /// Arguments that logarithms were taken of, each with the logarithm's value.
  var arguments: [(value: SignatureNumber, logarithm: SignatureNumber)] = []
  /// The square roots of variables that were drawn as squares, by the variable's first top residue.
  var variableRoots: [UInt64: SignatureNumber] = [:]

  /// exponents[i]: the arguments of exp at the points of level i, each once up to sign.
  var exponents: [[[UInt64]]]
  var seenExponents: [Set<UInt64>]

  /// Which case each step takes, in the order in which steps are met; steps beyond take the first case.
  var choices: [Int]
  /// How many cases each step met so far has.
  var caseCounts: [Int] = []

  init(random: RandomSource, levels: Int, choices: [Int]) {
    self.random = random
    self.choices = choices
    exponents = Array(repeating: [], count: levels)
    seenExponents = Array(repeating: [], count: levels)
  }
}
