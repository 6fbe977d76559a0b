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
    var isExponential = false
    /// Whether a logarithm of the value itself is taken, so that it is positive wherever the formula is defined.
    var isUnderLogarithm = false
    var sign: KnownSign
    /// n-th roots of |value| by n: random elements, or the known root of a variable drawn as a square.
    var roots: [Int: SignatureNumber] = [:]
    var steps: Steps?
    /// A simpler value of the same sign, wherever both are defined.
    var sameSign: SignatureNumber?
    /// Whether something is divided by it, so that it is not zero wherever the claim says something. Not used before
    /// the whole claim is evaluated: both sides must be read with the same knowledge.
    var isDivisor = false
  }

  /// Where a value is kept by which others are known again.
  enum Place: Sendable, Hashable { case base(Int), product(Int) }

  var random: RandomSource
  var bases: [Base] = []
  /// Products of bases of which steps, roots or logarithms were taken, so that a sum that is one is known again.
  var products: [(value: SignatureNumber, monomial: Monomial)] = []
  /// Bases and products by what all their multiples have in common, and by that of their reciprocals.
  var places: [UInt64: [(place: Place, isInverted: Bool)]] = [:]
  /// The bases that stand for primes.
  var primePlaces: [Integer: Int] = [:]
  /// Arguments that logarithms were taken of, each with the logarithm's value.
  var arguments: [(value: SignatureNumber, logarithm: SignatureNumber)] = []
  /// The square roots of variables that were drawn as squares, by the variable's first top residue.
  var variableRoots: [UInt64: SignatureNumber] = [:]

  /// Which variables are under a logarithm by themselves.
  var variablesUnderLogarithms: Set<Int> = []

  /// The arguments of exponentials, in the order in which they are taken.
  var exponents: [SignatureNumber] = []
  /// What was found of each value that was looked up among the bases, in order.
  var interned: [SignatureScript.Interned] = []
  /// How many comparisons of residues the evaluation has depended on.
  var comparisons = 0

  /// Which case each step takes, by the order in which steps are met; the others are random elements.
  let choices: [Int: StepCase]
  /// A step that takes another random element than it would.
  let disturbed: Int?
  /// The cases that each step met so far has.
  var cases: [[StepCase]] = []
  /// What each step met so far is a step of: a base.
  var stepBases: [Int] = []

  init(random: RandomSource, choices: [Int: StepCase], disturbed: Int?) {
    self.random = random
    self.choices = choices
    self.disturbed = disturbed
  }
}

/// [u > 0] and [u < 0], as steps themselves and as relu, |·| and max use them.
struct Steps: Sendable {
  typealias Pair = (positive: SignatureNumber, negative: SignatureNumber)
  let jump: Pair
  let continuous: Pair

  /// Those of −u.
  var swapped: Steps {
    Steps(jump: (jump.negative, jump.positive), continuous: (continuous.negative, continuous.positive))
  }
}

/// What the argument of a step is.
public enum StepCase: Int, Sendable, Hashable { case positive, negative, zero }

/// What relu and |·| do in the case that their argument is zero; both describe them truly.
public enum ZeroRule: Sendable { case positiveSide, vanish }
