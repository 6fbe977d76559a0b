// Exact rational numbers: a GMP rational that is never changed once it is made.

internal import CGMP

/// An exact rational number in lowest terms, with a positive denominator.
///
/// The operators cannot fail, and may pass `bitLimit` by one operation; an evaluator calls
/// `checkedSize()` after each, so that what a stranger writes cannot exhaust the memory.
public struct Rational: Sendable {
  let storage: Storage

  /// The owner of one GMP rational in canonical form. Nothing writes to it after `init`.
  final class Storage: @unchecked Sendable {
    let value: __mpq_struct

    init(adopting value: __mpq_struct) { self.value = value }

    deinit {
      var value = value
      __gmpq_clear(&value)
    }
  }

  /// The rational that `compute` leaves, canonical, in a fresh GMP rational.
  @inline(__always)
  init(_ compute: (UnsafeMutablePointer<__mpq_struct>) -> Void) {
    var value = __mpq_struct()
    __gmpq_init(&value)
    compute(&value)
    storage = Storage(adopting: value)
  }

  /// Lends the GMP rational for reading, as `Integer.read` does.
  @inline(__always)
  func read<Result>(_ body: (UnsafePointer<__mpq_struct>) -> Result) -> Result {
    withExtendedLifetime(storage) { withUnsafePointer(to: storage.value, body) }
  }

  public init(_ value: Int) {
    self.init { __gmpq_set_si($0, value, 1) }
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

extension Rational: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Int) { self.init(value) }
}

extension Rational: Hashable, Comparable {
  public static func == (a: Rational, b: Rational) -> Bool {
    a.storage === b.storage || a.read { a in b.read { b in __gmpq_equal(a, b) != 0 } }
  }

  public static func < (a: Rational, b: Rational) -> Bool {
    a.read { a in b.read { b in __gmpq_cmp(a, b) < 0 } }
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(numerator)
    hasher.combine(denominator)
  }
}

extension Rational {
  public var numerator: Integer {
    read { q in Integer { __gmpq_get_num($0, q) } }
  }

  /// The denominator in lowest terms: positive.
  public var denominator: Integer {
    read { q in Integer { __gmpq_get_den($0, q) } }
  }

  public var isZero: Bool { storage.value._mp_num._mp_size == 0 }

  public var signum: Int { Int(storage.value._mp_num._mp_size.signum()) }

  public var isInteger: Bool {
    withExtendedLifetime(storage) {
      storage.value._mp_den._mp_size == 1 && storage.value._mp_den._mp_d.pointee == 1
    }
  }

  /// The value as an `Int`, where it is an integer that fits.
  public var asInt: Int? { isInteger ? numerator.asInt : nil }

  /// The bits of the numerator and of the denominator together.
  public var bitSize: Int {
    read { q in
      withUnsafePointer(to: q.pointee._mp_num) { numerator in
        withUnsafePointer(to: q.pointee._mp_den) { denominator in
          Int(__gmpz_sizeinbase(numerator, 2) + __gmpz_sizeinbase(denominator, 2))
        }
      }
    }
  }

  /// The largest `bitSize` that `checkedSize()` lets pass: 16 777 216 bits, about five million digits.
  public static let bitLimit = 1 << 24

  /// Throws `tooLarge` where the value has more than `bitLimit` bits. To be called after each operation
  /// whose operands a stranger can choose.
  public func checkedSize() throws(NumberError) {
    // Whole words first: it is called after every operation, and nearly every number is small.
    let words = Int(storage.value._mp_num._mp_size.magnitude) + Int(storage.value._mp_den._mp_size)
    guard words > Rational.bitLimit / 64, bitSize > Rational.bitLimit else { return }
    throw .tooLarge("an exact value of more than \(Rational.bitLimit) bits")
  }

  public var magnitude: Rational { signum < 0 ? -self : self }
}
