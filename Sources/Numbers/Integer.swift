// Integers of any size: a GMP integer that is never changed once it is made.

internal import CGMP

/// An integer of any size.
///
/// A value in front, one small immutable object behind: copies share it, and it is freed with the last of
/// them. Sizes are not checked here; whoever lets strangers choose operands checks `bitWidth` (or
/// `Rational.checkedSize()`) after each operation, so that no result is more than twice the limit.
public struct Integer: Sendable {
  let storage: Storage

  /// The owner of one GMP integer. Nothing writes to the limbs after `init`, so sharing it is safe.
  final class Storage: @unchecked Sendable {
    let value: __mpz_struct

    init(adopting value: __mpz_struct) { self.value = value }

    deinit {
      var value = value
      __gmpz_clear(&value)
    }
  }

  /// Takes over an initialised GMP integer; the caller must not clear it.
  @inline(__always)
  init(adopting value: __mpz_struct) { storage = Storage(adopting: value) }

  /// The integer that `compute` leaves in a fresh GMP integer.
  @inline(__always)
  init(_ compute: (UnsafeMutablePointer<__mpz_struct>) -> Void) {
    var value = __mpz_struct()
    __gmpz_init(&value)
    compute(&value)
    self.init(adopting: value)
  }

  /// Lends the GMP integer for reading. What is lent is a copy of the header, whose limbs are shared; GMP
  /// only reads through it, and the owner outlives the call.
  @inline(__always)
  func read<Result>(_ body: (UnsafePointer<__mpz_struct>) -> Result) -> Result {
    withExtendedLifetime(storage) { withUnsafePointer(to: storage.value, body) }
  }

  public init(_ value: Int) {
    var result = __mpz_struct()
    __gmpz_init_set_si(&result, value)
    self.init(adopting: result)
  }

  init(_ value: UInt) {
    var result = __mpz_struct()
    __gmpz_init_set_ui(&result, value)
    self.init(adopting: result)
  }

  public static let zero = Integer(0)
  public static let one = Integer(1)
}

extension Integer: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Int) { self.init(value) }
}

extension Integer: Hashable, Comparable {
  public static func == (a: Integer, b: Integer) -> Bool {
    a.storage === b.storage || a.read { a in b.read { b in __gmpz_cmp(a, b) == 0 } }
  }

  public static func < (a: Integer, b: Integer) -> Bool {
    a.read { a in b.read { b in __gmpz_cmp(a, b) < 0 } }
  }

  public func hash(into hasher: inout Hasher) {
    withExtendedLifetime(storage) {
      hasher.combine(storage.value._mp_size)
      for index in 0..<Int(storage.value._mp_size.magnitude) { hasher.combine(storage.value._mp_d[index]) }
    }
  }
}

extension Integer {
  public var signum: Int { Int(storage.value._mp_size.signum()) }

  public var isZero: Bool { storage.value._mp_size == 0 }

  public var isNegative: Bool { storage.value._mp_size < 0 }

  public var isOdd: Bool { !isZero && read { __gmpz_tstbit($0, 0) } == 1 }

  /// The number of significant bits of |x|: ⌊log₂|x|⌋ + 1, and 0 for zero.
  public var bitWidth: Int { isZero ? 0 : read { Int(__gmpz_sizeinbase($0, 2)) } }

  /// How often 2 divides x; 0 for zero.
  public var trailingZeroBitCount: Int { isZero ? 0 : read { Int(__gmpz_scan1($0, 0)) } }

  /// The value as an `Int`, or nil where it does not fit.
  public var asInt: Int? { read { __gmpz_fits_slong_p($0) != 0 ? __gmpz_get_si($0) : nil } }
}
