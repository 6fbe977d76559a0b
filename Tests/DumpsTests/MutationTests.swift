import Dumps
import Foundation
import Testing

/// A small generator with a seed (Steele, Lea, Flood: SplitMix64).
private struct Generator: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
  }
}

private let environment = ProcessInfo.processInfo.environment
/// WORKINGS_MUTATIONS=100000 for the long run.
private let mutationCount = environment["WORKINGS_MUTATIONS"].flatMap { Int($0) } ?? 4000
private let seed = environment["WORKINGS_SEED"].flatMap { UInt64($0) } ?? 20_260_101

/// What a damaged file may hold in place of a byte, or of eight: where sizes turn over.
private let words: [[UInt8]] = [
  [0], [1], [0x7F], [0x80], [0xFF], [0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F], [0xFF, 0xFF, 0xFF, 0xFF],
  [0, 0, 0, 0, 0, 0, 0, 0x80], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
  [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], Array("9999999999".utf8), Array("-1".utf8),
  Array("[[[[".utf8), Array("\"\\u".utf8), Array("1e999".utf8), Array("'|O'".utf8),
]

private func mutated(_ original: [UInt8], _ other: [UInt8], _ generator: inout Generator) -> [UInt8] {
  var bytes = original
  for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
    let place = Int.random(in: 0..<bytes.count, using: &generator)
    switch Int.random(in: 0..<7, using: &generator) {
    case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case 1: bytes[place] = .random(in: 0...255, using: &generator)
    case 2:
      let word = words[Int.random(in: 0..<words.count, using: &generator)]
      bytes.replaceSubrange(place..<min(place + word.count, bytes.count), with: word)
    case 3: bytes.removeSubrange(place..<min(place + Int.random(in: 1...16, using: &generator), bytes.count))
    case 4: bytes.insert(contentsOf: words[Int.random(in: 0..<words.count, using: &generator)], at: place)
    case 5: bytes.removeLast(bytes.count - place)
    default: bytes = Array(bytes[..<place]) + other.dropFirst(min(place, other.count))
    }
  }
  return bytes
}

@Test("no damaged file stops the program")
func mutations() throws {
  let files = try Reference.all(in: Reference.committed).map(\.file)
  let originals = try files.map { try Reference.bytes($0) }
  var generator = Generator(state: seed)
  var sound = 0
  for _ in 0..<mutationCount {
    let place = Int.random(in: 0..<originals.count, using: &generator)
    let other = Int.random(in: 0..<originals.count, using: &generator)
    let bytes = mutated(originals[place], originals[other], &generator)
    // A trap would end the tests here; the seed tells which one it was.
    if let dump = try? Dump(reading: bytes, file: files[place]) {
      sound += 1
      #expect(dump.tensors.allSatisfy { $0.shape.reduce(1, *) == $0.values.count }, "seed \(seed)")
    }
  }
  // Most changes hit numbers of arrays that carry no checksum, or are refused; neither must be all of them.
  #expect(sound > 0 && sound < mutationCount, "seed \(seed): \(sound) of \(mutationCount) were read")
}
