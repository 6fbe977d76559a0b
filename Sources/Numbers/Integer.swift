// Integers of any size: up to four limbs in place, more in one block of memory that is never changed.

internal import CGMP

/// An integer of any size.
///
/// Sizes are not checked here; whoever lets strangers choose operands checks `bitWidth` (or
/// `Rational.checkedSize()`) after each operation, so that no result is more than twice the limit.
///
/// The magnitude is a sequence of limbs, the least significant first and the leading one not zero, as GMP has
/// them. Four of them cover 256 bits, the precision that lessons start with: nothing is allocated for those.
public struct Integer: @unchecked Sendable {
  /// The number of limbs, negated for a negative integer.
  let size: Int
  /// The limbs where there are at most four; what lies above them is zero.
  let few: (UInt, UInt, UInt, UInt)
  /// The limbs where there are more. Nothing writes to them after `init`, so sharing is safe.
  private let many: Block?

  typealias Block = ManagedBuffer<Void, UInt>

  /// How many limbs are kept in place.
  static let fewLimit = 4

  public init(_ value: Int) {
    size = value.signum()
    few = (value.magnitude, 0, 0, 0)
    many = nil
  }

  init(_ value: UInt) {
    size = value == 0 ? 0 : 1
    few = (value, 0, 0, 0)
    many = nil
  }

  /// A magnitude of `count` limbs, copied; leading zeros may stand among them.
  init(copying limbs: UnsafePointer<UInt>, count: Int, isNegative: Bool) {
    var count = count
    while count > 0 && limbs[count - 1] == 0 { count -= 1 }
    size = isNegative ? 0 - count : count
    if count <= Integer.fewLimit {
      few = (
        count > 0 ? limbs[0] : 0, count > 1 ? limbs[1] : 0, count > 2 ? limbs[2] : 0, count > 3 ? limbs[3] : 0
      )
      many = nil
    } else {
      few = (0, 0, 0, 0)
      let block = Block.create(minimumCapacity: count) { _ in }
      block.withUnsafeMutablePointerToElements { $0.initialize(from: limbs, count: count) }
      many = block
    }
  }

  /// A magnitude of two limbs at the most.
  @inline(__always)
  init(low: UInt, high: UInt, isNegative: Bool) {
    let count = high != 0 ? 2 : low != 0 ? 1 : 0
    size = isNegative ? 0 &- count : count
    few = (low, high, 0, 0)
    many = nil
  }

  /// −x: the limbs are shared.
  init(negating x: Integer) {
    size = 0 - x.size
    few = x.few
    many = x.many
  }

  /// Takes over an initialised GMP integer; the caller must not clear it.
  init(adopting value: __mpz_struct) {
    var value = value
    // One that was never written to has no limbs at all.
    if value._mp_size == 0 {
      self.init(0)
    } else {
      self.init(copying: value._mp_d, count: Int(value._mp_size.magnitude), isNegative: value._mp_size < 0)
    }
    __gmpz_clear(&value)
  }

  /// The integer that `compute` leaves in a fresh GMP integer.
  @inline(__always)
  init(_ compute: (UnsafeMutablePointer<__mpz_struct>) -> Void) {
    var value = __mpz_struct()
    __gmpz_init(&value)
    compute(&value)
    self.init(adopting: value)
  }

  /// Lends the limbs for reading.
  @inline(__always)
  func withLimbs<Result>(_ body: (UnsafePointer<UInt>) -> Result) -> Result {
    if let many {
      return many.withUnsafeMutablePointerToElements { body(UnsafePointer($0)) }
    }
    return withUnsafeBytes(of: few) { bytes in
      // A tuple of one type lies in memory as an array of it; it is never empty.
      body(bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt.self))
    }
  }

  /// Lends the value as a GMP integer, which is only read.
  @inline(__always)
  func read<Result>(_ body: (UnsafePointer<__mpz_struct>) -> Result) -> Result {
    withLimbs { limbs in
      let value = __mpz_struct(
        _mp_alloc: Int32(size.magnitude), _mp_size: Int32(size), _mp_d: UnsafeMutablePointer(mutating: limbs))
      return withUnsafePointer(to: value, body)
    }
  }

  public static let zero = Integer(0)
  public static let one = Integer(1)
}

extension Integer: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Int) { self.init(value) }
}

extension Integer: Hashable, Comparable {
  public static func == (a: Integer, b: Integer) -> Bool {
    guard a.size == b.size else { return false }
    if let x = a.word, let y = b.word { return x == y }
    return a.read { a in b.read { b in __gmpz_cmp(a, b) == 0 } }
  }

  public static func < (a: Integer, b: Integer) -> Bool {
    if let x = a.word, let y = b.word { return x < y }
    return a.read { a in b.read { b in __gmpz_cmp(a, b) < 0 } }
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(size)
    withLimbs { limbs in
      for index in 0..<count { hasher.combine(limbs[index]) }
    }
  }
}

extension Integer {
  /// The number of limbs.
  var count: Int { Int(bitPattern: size.magnitude) }

  /// The value where it lies between ±(2⁶³ − 1), else nil: two of these add and subtract without a limb more.
  @inline(__always)
  var word: Int? {
    guard size >= -1 && size <= 1, let magnitude = Int(exactly: few.0) else { return nil }
    return size < 0 ? 0 - magnitude : magnitude
  }

  public var signum: Int { size.signum() }

  public var isZero: Bool { size == 0 }

  public var isNegative: Bool { size < 0 }

  public var isOdd: Bool { withLimbs { $0[0] & 1 == 1 } }

  /// The number of significant bits of |x|: ⌊log₂|x|⌋ + 1, and 0 for zero.
  public var bitWidth: Int {
    isZero ? 0 : UInt.bitWidth &* count &- topLimb.leadingZeroBitCount
  }

  /// The leading limb; 0 for zero.
  @inline(__always)
  var topLimb: UInt {
    switch count {
    case 0, 1: few.0
    case 2: few.1
    case 3: few.2
    case 4: few.3
    default: withLimbs { $0[count &- 1] }
    }
  }

  /// How often 2 divides x; 0 for zero.
  public var trailingZeroBitCount: Int { isZero ? 0 : read { Int(__gmpz_scan1($0, 0)) } }

  /// The value as an `Int`, or nil where it does not fit.
  public var asInt: Int? { word ?? read { __gmpz_fits_slong_p($0) != 0 ? __gmpz_get_si($0) : nil } }
}
