// Where the tensors of a point are in it, how large their entries are, and lines through it.

import Evaluation

/// The tensors of a point and the lengths of steps that suit them.
struct Layout {
  let tensors: [TensorShape]
  let ranges: [Range<Int>]
  /// Every entry's place.
  let all: [Int]
  /// For each entry the power of two nearest to its tensor's root mean square.
  let tensorScales: [Double]
  /// For each entry the power of two nearest to it, its tensor's where it is 0.
  let entryScales: [Double]

  init(_ tensors: [TensorShape], at point: [Double]) {
    self.tensors = tensors
    all = Array(point.indices)
    var ranges: [Range<Int>] = []
    var start = 0
    for tensor in tensors {
      ranges.append(start..<start + tensor.count)
      start += tensor.count
    }
    self.ranges = ranges
    // A tensor of zeros moves as the others do; where all are zeros, by ones.
    let whole = Layout.scale(point[...]) ?? 1
    tensorScales = ranges.flatMap { range in
      let scale = Layout.scale(point[range]) ?? whole
      return range.map { _ in scale }
    }
    entryScales = zip(point, tensorScales).map { entry, scale in Layout.power(near: entry.magnitude) ?? scale
    }
  }

  /// The tensor of an entry.
  func tensor(of entry: Int) -> Int? {
    ranges.firstIndex { $0.contains(entry) }
  }

  /// `W1[2,3]`
  func name(of entry: Int) -> String {
    guard let place = tensor(of: entry) else { return "entry \(entry + 1)" }
    return tensors[place].entryName(entry - ranges[place].lowerBound)
  }

  /// Every entry moves by its scale, up or down at random.
  func direction(_ entries: some Sequence<Int>, scales: [Double], _ random: inout RandomSource) -> Direction {
    let entries = entries as? [Int] ?? Array(entries)
    var bits: UInt64 = 0
    return Direction(
      entries: entries,
      components: entries.enumerated().map { place, entry in
        if place % 64 == 0 { bits = random.next() }
        defer { bits >>= 1 }
        return bits & 1 == 0 ? scales[entry] : -scales[entry]
      })
  }

  func direction(entry: Int) -> Direction {
    Direction(entries: [entry], components: [tensorScales[entry]])
  }

  private static func scale(_ entries: ArraySlice<Double>) -> Double? {
    let largest = entries.reduce(0) { max($0, $1.magnitude) }
    guard largest > 0, largest.isFinite else { return nil }
    let square = entries.reduce(0) { $0 + ($1 / largest) * ($1 / largest) } / Double(entries.count)
    return power(near: largest * square.squareRoot())
  }

  /// nil for 0 and what is nearly too small or too large for steps that scale it.
  private static func power(near size: Double) -> Double? {
    guard size > 0x1p-900, size < 0x1p900 else { return nil }
    return Double(sign: .plus, exponent: size.exponent, significand: 1)
  }
}
