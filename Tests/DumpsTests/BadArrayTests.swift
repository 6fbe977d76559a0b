import Dumps
import Testing

private func header(_ descriptor: String = "'<f4'", _ order: String = "False", _ shape: String = "(2,)")
  -> String
{
  "{'descr': \(descriptor), 'fortran_order': \(order), 'shape': \(shape), }\n"
}

private let arrays: [Bad] = [
  Bad("nothing", [], .truncated, at: .offset(0), saying: "empty"),
  Bad("a cut magic string", [0x93, 0x4E], .truncated, at: .offset(0), saying: "begin no dump"),
  Bad("text", Array("hello".utf8), .unknownFormat, at: .offset(0), saying: "begin no dump"),
  Bad("a pickle", [0x80, 4, 0x95], .pickled, at: .whole, saying: "never unpickled"),
  Bad("no version", npy("", 0).prefix(6) + [], .truncated, at: .offset(6), saying: "the version"),
  Bad("version 9", npy(header(), 8, version: 9), .unsupported, at: .offset(6), saying: "9.0"),
  Bad("no header", npy(header(), 0).prefix(12) + [], .truncated, at: .offset(10), saying: "are left"),
  Bad(
    "a header past the end", npy(header(), 0, size: 60000), .truncated, at: .offset(10),
    saying: "the header take 60000 bytes; 58 are left"),
  Bad(
    "a header of 4 GiB", npy(header(), 0, version: 2, size: 0xFFFF_FFFF), .tooLarge, at: .offset(12),
    saying: "4294967295"),
  Bad("numbers cut off", npy(header(), 7), .truncated, at: .offset(68), saying: "7 bytes of numbers"),
  Bad("too many numbers", npy(header(), 12), .malformed, at: .offset(68), saying: "12 bytes of numbers"),
  Bad(
    "sizes that overflow", npy(header("'<f8'", "False", "(4611686018427387904, 4)"), 0), .tooLarge,
    at: .tensor("x"), saying: "more than 67108864 numbers"),
  Bad(
    "sizes that overflow before there is none",
    npy(header("'<f8'", "False", "(4611686018427387904, 4, 0)"), 0),
    .tooLarge, at: .tensor("x"), saying: "more than 67108864 numbers"),
  Bad(
    "sizes past 64 bits", npy(header("'<f8'", "False", "(99999999999999999999,)"), 0), .malformed,
    at: .offset(61), saying: "no value of a header"),
  Bad(
    "a size below zero", npy(header("'<f8'", "False", "(-1,)"), 0), .malformed, at: .offset(10),
    saying: "a size that is none"),
  Bad(
    "no room, and no numbers either", npy(header("'<f8'", "False", "(1000000000, 1000000000)"), 8), .tooLarge,
    at: .tensor("x"), saying: "numbers"),
  Bad("no tuple", npy(header("'<f8'", "False", "2"), 16), .malformed, at: .offset(10), saying: "`shape`"),
  Bad(
    "33 axes", npy(header("'<f8'", "False", "(\(String(repeating: "1,", count: 33)))"), 8), .tooLarge,
    at: .tensor("x"), saying: "33 axes"),
  Bad(
    "no order", npy("{'descr': '<f4', 'shape': (2,)}", 8), .malformed, at: .offset(10),
    saying: "fortran_order"),
  Bad(
    "a number for an order", npy(header("'<f4'", "0"), 8), .malformed, at: .offset(10),
    saying: "fortran_order"),
  Bad(
    "no type", npy("{'fortran_order': False, 'shape': (2,)}", 8), .malformed, at: .offset(10), saying: "descr"
  ),
  Bad(
    "another key", npy("{'descr': '<f4', 'x': 1, 'fortran_order': False, 'shape': (2,)}", 8), .malformed,
    at: .offset(10), saying: "`x`"),
  Bad(
    "a key twice", npy("{'shape': (1,), 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", 8),
    .malformed,
    at: .offset(74), saying: "stands twice"),
  Bad(
    "a call", npy("{'descr': __import__('os')}", 8), .malformed, at: .offset(20), saying: "a value is missing"
  ),
  Bad(
    "brackets", npy(String(repeating: "(", count: 5000), 8), .malformed, at: .offset(18), saying: "too deep"),
  Bad("Python objects", npy(header("'|O'"), 8), .pickled, at: .tensor("x"), saying: "never unpickled"),
  Bad(
    "records of objects", npy(header("[('a', '<f4'), ('b', '|O')]"), 8), .pickled, at: .tensor("x"),
    saying: "never unpickled"),
  Bad("records", npy(header("[('a', '<f4')]"), 8), .unsupported, at: .tensor("x"), saying: "records"),
  Bad("complex numbers", npy(header("'<c8'"), 16), .unsupported, at: .tensor("x"), saying: "complex"),
  Bad("text of NumPy's", npy(header("'<U3'"), 24), .unsupported, at: .tensor("x"), saying: "text"),
  Bad("NumPy's bfloat16", npy(header("'<V2'"), 4), .unsupported, at: .tensor("x"), saying: "bfloat16"),
  Bad("long doubles", npy(header("'<f16'"), 32), .unsupported, at: .tensor("x"), saying: "64 bits"),
  Bad("no such type", npy(header("'<q4'"), 8), .malformed, at: .tensor("x"), saying: "`<q4`"),
]

@Test("arrays that must be refused", arguments: arrays)
func badArrays(bad: Bad) {
  let error = #expect(throws: DumpError.self) { try Dump(reading: bad.bytes, file: "x.npy") }
  #expect(error?.kind == bad.kind)
  #expect(error?.place == bad.place)
  #expect(error?.description.contains(bad.words) == true, "\(error.map(String.init(describing:)) ?? "")")
}

@Test func truthValuesAreZeroOrOne() {
  let bytes = npy(header("'|b1'", "False", "(2,)"), 1) + [2]
  let error = #expect(throws: DumpError.self) { try Dump(reading: bytes, file: "x.npy") }
  #expect(error?.place == .tensorOffset("x", 1))
}
