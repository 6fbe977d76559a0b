// Exact rational numbers: two machine words while they fit, else a GMP rational that is never changed.

internal import CGMP

/// An exact rational number in lowest terms, with a positive denominator.
///
/// The operators cannot fail, and may pass `bitLimit` by one operation; an evaluator calls
/// `checkedSize()` after each, so that what a stranger writes cannot exhaust the memory.
public struct Rational: Sendable {
  let form: Form

  /// Small whenever it can be, so that each value has one form only: numerator and denominator in lowest terms,
  /// the denominator positive, neither beyond ±(2⁶³ − 1).
  enum Form: @unchecked Sendable {
    case small(Int, over: Int)
    case large(Storage)
  }

  /// One block for a rational in canonical form: the limbs of the numerator, and behind them those of the denominator.
  /// Nothing writes to them after `init`, so sharing is safe.
  typealias Storage = ManagedBuffer<Sizes, UInt>

  /// The numbers of limbs, that of the numerator negated for a negative one.
  struct Sizes {
    let numerator: Int32
    let denominator: Int32
  }

  /// numerator/denominator, which are in lowest terms and in the range of the small form.
  @inline(__always)
  init(small numerator: Int, over denominator: Int) { form = .small(numerator, over: denominator) }

  /// The rational that `compute` leaves, canonical, in a fresh GMP rational.
  init(_ compute: (UnsafeMutablePointer<__mpq_struct>) -> Void) {
    var value = __mpq_struct()
    __gmpq_init(&value)
    defer { __gmpq_clear(&value) }
    compute(&value)
    self.init(copying: value)
  }

  /// The same where numerator and denominator need at most so many limbs on the way: GMP is lent memory of that size,
  /// and has no reason to allocate any of its own.
  @inline(__always)
  init(limbs room: Int, _ compute: (UnsafeMutablePointer<__mpq_struct>) -> Void) {
    self = withLimbs(2 * room) { memory in
      memory[room] = 1
      var value = __mpq_struct(
        _mp_num: __mpz_struct(_mp_alloc: Int32(room), _mp_size: 0, _mp_d: memory),
        _mp_den: __mpz_struct(_mp_alloc: Int32(room), _mp_size: 1, _mp_d: memory + room))
      compute(&value)
      return Rational(copying: value)
    }
  }

  /// A GMP rational in canonical form.
  private init(copying value: __mpq_struct) {
    if let numerator = value._mp_num.word, let denominator = value._mp_den.word {
      form = .small(numerator, over: denominator)
      return
    }
    let sizes = Sizes(numerator: value._mp_num._mp_size, denominator: value._mp_den._mp_size)
    let (top, bottom) = (Int(sizes.numerator.magnitude), Int(sizes.denominator))
    let storage = Storage.create(minimumCapacity: top + bottom) { _ in sizes }
    storage.withUnsafeMutablePointerToElements { limbs in
      limbs.initialize(from: value._mp_num._mp_d, count: top)
      (limbs + top).initialize(from: value._mp_den._mp_d, count: bottom)
    }
    form = .large(storage)
  }

  /// Lends the value as a GMP rational for reading.
  @inline(__always)
  func read<Result>(_ body: (UnsafePointer<__mpq_struct>) -> Result) -> Result {
    switch form {
    case .large(let storage):
      return storage.withUnsafeMutablePointers { sizes, limbs in
        let (top, bottom) = (sizes.pointee.numerator, sizes.pointee.denominator)
        let value = __mpq_struct(
          _mp_num: __mpz_struct(_mp_alloc: Int32(top.magnitude), _mp_size: top, _mp_d: limbs),
          _mp_den: __mpz_struct(_mp_alloc: bottom, _mp_size: bottom, _mp_d: limbs + Int(top.magnitude)))
        return withUnsafePointer(to: value, body)
      }
    case .small(let numerator, let denominator):
      var numeratorLimb = mp_limb_t(numerator.magnitude)
      var denominatorLimb = mp_limb_t(denominator.magnitude)
      return withUnsafeMutablePointer(to: &numeratorLimb) { top in
        withUnsafeMutablePointer(to: &denominatorLimb) { bottom in
          let value = __mpq_struct(
            _mp_num: __mpz_struct(_mp_alloc: 1, _mp_size: Int32(numerator.signum()), _mp_d: top),
            _mp_den: __mpz_struct(_mp_alloc: 1, _mp_size: 1, _mp_d: bottom))
          return withUnsafePointer(to: value, body)
        }
      }
    }
  }

  /// The limbs of numerator and denominator together.
  @inline(__always)
  var limbCount: Int {
    switch form {
    case .small: 2
    case .large(let storage): Int(storage.header.numerator.magnitude) + Int(storage.header.denominator)
    }
  }

  public init(_ value: Int) {
    if value == .min {
      self.init { __gmpq_set_si($0, value, 1) }
    } else {
      self.init(small: value, over: 1)
    }
  }

  public init(_ value: Integer) {
    self = value.read { value in Rational { __gmpq_set_z($0, value) } }
  }

  /// numerator/denominator in lowest terms; throws `divisionByZero`.
  public init(numerator: Integer, denominator: Integer) throws(NumberError) {
    guard !denominator.isZero else { throw .divisionByZero }
    self.init(numerator, over: denominator)
  }

  /// numerator/denominator in lowest terms, for a denominator that is known not to be zero.
  init(_ numerator: Integer, over denominator: Integer) {
    precondition(!denominator.isZero, "a rational with denominator zero")
    self = numerator.read { numerator in
      denominator.read { denominator in
        Rational {
          __gmpz_set(&$0.pointee._mp_num, numerator)
          __gmpz_set(&$0.pointee._mp_den, denominator)
          __gmpq_canonicalize($0)
        }
      }
    }
  }

  /// m·2ᵉ exactly. The result has about `m.bitWidth + |e|` bits, which the caller bounds.
  init(_ m: Integer, timesTwoToThe e: Int) {
    self = m.read { m in
      Rational {
        __gmpq_set_z($0, m)
        if e >= 0 {
          __gmpq_mul_2exp($0, UnsafePointer($0), UInt(e))
        } else {
          __gmpq_div_2exp($0, UnsafePointer($0), e.magnitude)
        }
      }
    }
  }

  public static let zero = Rational(0)
  public static let one = Rational(1)
}

extension __mpz_struct {
  /// The value where it lies between ±(2⁶³ − 1), else nil.
  fileprivate var word: Int? {
    switch _mp_size {
    case 0: 0
    case 1: Int(exactly: _mp_d.pointee)
    case -1: Int(exactly: _mp_d.pointee).map { 0 - $0 }
    default: nil
    }
  }
}

extension Rational: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Int) { self.init(value) }
}

extension Rational: Hashable, Comparable {
  public static func == (a: Rational, b: Rational) -> Bool {
    switch (a.form, b.form) {
    case (.small(let p, let q), .small(let r, let s)): p == r && q == s
    case (.large(let x), .large(let y)):
      x === y || a.read { a in b.read { b in __gmpq_equal(a, b) != 0 } }
    default: false
    }
  }

  public static func < (a: Rational, b: Rational) -> Bool {
    if case .small(let p, let q) = a.form, case .small(let r, let s) = b.form {
      // p/q < r/s as p·s < r·q, for q and s are positive.
      let (left, right) = (p.multipliedFullWidth(by: s), r.multipliedFullWidth(by: q))
      return (left.high, left.low) < (right.high, right.low)
    }
    return a.read { a in b.read { b in __gmpq_cmp(a, b) < 0 } }
  }

  public func hash(into hasher: inout Hasher) {
    switch form {
    case .small(let numerator, let denominator):
      hasher.combine(numerator)
      hasher.combine(denominator)
    case .large:
      hasher.combine(numerator)
      hasher.combine(denominator)
    }
  }
}

extension Rational {
  public var numerator: Integer {
    if case .small(let numerator, _) = form { return Integer(numerator) }
    return read { q in Integer { __gmpq_get_num($0, q) } }
  }

  /// The denominator in lowest terms: positive.
  public var denominator: Integer {
    if case .small(_, let denominator) = form { return Integer(denominator) }
    return read { q in Integer { __gmpq_get_den($0, q) } }
  }

  public var isZero: Bool {
    if case .small(let numerator, _) = form { numerator == 0 } else { false }
  }

  public var signum: Int {
    switch form {
    case .small(let numerator, _): numerator.signum()
    case .large(let storage): Int(storage.header.numerator.signum())
    }
  }

  public var isInteger: Bool {
    switch form {
    case .small(_, let denominator): denominator == 1
    case .large(let storage):
      storage.withUnsafeMutablePointers { sizes, limbs in
        sizes.pointee.denominator == 1 && limbs[Int(sizes.pointee.numerator.magnitude)] == 1
      }
    }
  }

  /// The value as an `Int`, where it is an integer that fits.
  public var asInt: Int? { isInteger ? numerator.asInt : nil }

  /// The bits of the numerator and of the denominator together; zero counts for two.
  public var bitSize: Int {
    switch form {
    case .small(let numerator, let denominator):
      max(1, Int.bitWidth - numerator.magnitude.leadingZeroBitCount)
        + Int.bitWidth - denominator.leadingZeroBitCount
    case .large(let storage):
      storage.withUnsafeMutablePointers { sizes, limbs in
        let (top, bottom) = (Int(sizes.pointee.numerator.magnitude), Int(sizes.pointee.denominator))
        return UInt.bitWidth * (top + bottom) - limbs[top + bottom - 1].leadingZeroBitCount
          - (top > 0 ? limbs[top - 1].leadingZeroBitCount : 0)
      }
    }
  }

  /// The largest `bitSize` that `checkedSize()` lets pass: 16 777 216 bits, about five million digits.
  public static let bitLimit = 1 << 24

  /// Throws `tooLarge` where the value has more than `bitLimit` bits. To be called after each operation
  /// whose operands a stranger can choose.
  public func checkedSize() throws(NumberError) {
    guard case .large = form, bitSize > Rational.bitLimit else { return }
    throw .tooLarge("an exact value of more than \(Rational.bitLimit) bits")
  }

  public var magnitude: Rational { signum < 0 ? -self : self }
}
