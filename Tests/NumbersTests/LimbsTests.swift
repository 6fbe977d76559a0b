import CGMP
import Testing

@testable import Numbers

/// Arithmetic on limbs against GMP's own, where carries run furthest: all ones, single ones, and zeros between.
@Suite struct LimbsTests {
  static let values: [Integer] = {
    var result: [Integer] = [0, 1, 2, 3]
    for bits in [31, 32, 63, 64, 65, 127, 128, 129, 191, 192, 255, 256, 257, 320, 400] {
      let power = Integer { __gmpz_ui_pow_ui($0, 2, UInt(bits)) }
      let less = power.read { power in Integer { __gmpz_sub_ui($0, power, 1) } }
      let more = power.read { power in Integer { __gmpz_add_ui($0, power, 1) } }
      result += [power, less, more]
    }
    return result + result.map { Integer(negating: $0) }
  }()

  @Test func sumsDifferencesAndProducts() {
    for x in Self.values {
      for y in Self.values {
        let sum = x.read { x in y.read { y in Integer { __gmpz_add($0, x, y) } } }
        let difference = x.read { x in y.read { y in Integer { __gmpz_sub($0, x, y) } } }
        let product = x.read { x in y.read { y in Integer { __gmpz_mul($0, x, y) } } }
        #expect(x + y == sum, "\(x) + \(y)")
        #expect(x - y == difference, "\(x) - \(y)")
        #expect(x * y == product, "\(x) * \(y)")
        let order = x.read { x in y.read { y in __gmpz_cmp(x, y) } }
        #expect((x < y) == (order < 0) && (x == y) == (order == 0))
      }
    }
  }

  @Test func shiftsRoundDown() {
    for x in Self.values {
      for count in [0, 1, 31, 63, 64, 65, 127, 128, 130, 256, 300, 1000] {
        let up = x.read { x in Integer { __gmpz_mul_2exp($0, x, UInt(count)) } }
        let down = x.read { x in Integer { __gmpz_fdiv_q_2exp($0, x, UInt(count)) } }
        #expect(x << count == up, "\(x) << \(count)")
        #expect(x >> count == down, "\(x) >> \(count)")
      }
    }
  }

  @Test func eachValueHasOneForm() {
    for x in Self.values {
      let size = x.read { Int($0.pointee._mp_size) }
      #expect(x.size == size && (x.count == 0 || x.withLimbs { $0[x.count - 1] != 0 }))
      #expect(x.bitWidth == (x.isZero ? 0 : x.read { Int(__gmpz_sizeinbase($0, 2)) }))
      #expect((x + 1 - 1).hashValue == x.hashValue)
    }
  }
}
