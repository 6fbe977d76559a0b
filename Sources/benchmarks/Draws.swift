import Evaluation
import Numbers

/// The numbers that all sides compute with: Knuth's linear congruential generator, as in `Peers/peer.py`.
struct Draws {
  private var state: UInt64 = 1

  /// An integer from −1000 to 1000.
  mutating func next() -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % 2001) - 1000
  }

  /// An integer from 0 on.
  mutating func below(_ limit: Int) -> Int {
    _ = next()
    return Int((state >> 33) % UInt64(limit))
  }

  /// A tensor of draws, moved by `offset` and divided by `scale`.
  mutating func tensor(_ axes: [Int], offset: Int = 0, over scale: Int = 1000) throws -> Tensor<Rational> {
    guard let shape = Shape(axes) else { throw BenchmarkError("a tensor of \(axes) is too large") }
    var entries: [Rational] = []
    for _ in 0..<shape.count {
      entries.append(try Rational(numerator: Integer(next() + offset), denominator: Integer(scale)))
    }
    return Tensor(shape: shape, entries: entries)
  }
}

struct BenchmarkError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
