import Dumps
import Testing

private let sample = Dump([
  DumpTensor(name: "W1", type: .float64, shape: [2, 3], values: [1, -0.5, 0x1p-1070, .infinity, .nan, 0.1]),
  DumpTensor(name: "b", type: .float32, shape: [2], values: [Double(Float(0.1)), -.infinity]),
  DumpTensor(name: "half", type: .float16, shape: [1, 4], values: [65504, 0x1p-24, -0x1.554p-2, .nan]),
  DumpTensor(name: "n", type: .int64, shape: [], values: [-9_007_199_254_740_992]),
  DumpTensor(name: "yes", type: .bool, shape: [3], values: [1, 0, 1]),
  DumpTensor(name: "none \"of\" these\u{1}", type: .uint8, shape: [0, 7], values: []),
])

private let brain = DumpTensor(
  name: "brain", type: .bfloat16, shape: [3], values: [0x1.02p1, -0x1p-133, 0x1.FEp127])

private func same(_ left: Dump, _ right: Dump) -> Bool {
  left.tensors.elementsEqual(right.tensors) {
    $0.name == $1.name && $0.type == $1.type && $0.shape == $1.shape
      && $0.values.elementsEqual($1.values) { $0.bitPattern == $1.bitPattern || $0.isNaN && $1.isNaN }
  }
}

@Test(arguments: [Dump.Format.npz, .safetensors])
func whatIsWrittenIsRead(format: Dump.Format) throws {
  var dump = sample
  if format == .safetensors { dump.tensors.append(brain) }
  let bytes = try dump.bytes(format, file: "x")
  #expect(same(try Dump(reading: bytes, file: "x"), dump))
  #expect(try Dump(reading: bytes, file: "x").bytes(format, file: "x") == bytes)
}

@Test func anArrayAlone() throws {
  for tensor in sample.tensors.prefix(5) {
    let bytes = try Dump([tensor]).bytes(.npy, file: "x")
    #expect(same(try Dump(reading: bytes, file: "a/\(tensor.name).npy"), Dump([tensor])))
    // Numbers begin where processors like it.
    #expect(
      bytes.count - tensor.values.count * tensor.type.size == (bytes.count / 64) * 64
        || bytes.count < 64 + 64 * 8)
  }
}

@Test(
  arguments: [
    (Dump([brain]), .npz, .unsupported),
    (sample, .npy, .unsupported),
    (Dump([sample.tensors[0], sample.tensors[0]]), .npz, .duplicate),
    (Dump([DumpTensor(name: "w", type: .float32, shape: [1], values: [0.1])]), .npz, .inexact),
    (Dump([DumpTensor(name: "w", type: .uint8, shape: [1], values: [256])]), .safetensors, .inexact),
    (Dump([DumpTensor(name: "w", type: .int32, shape: [1], values: [.nan])]), .safetensors, .inexact),
    (Dump([DumpTensor(name: "w", type: .float16, shape: [1], values: [65520])]), .safetensors, .inexact),
    (
      Dump([DumpTensor(name: "__metadata__", type: .bool, shape: [], values: [1])]), .safetensors,
      .unsupported
    ),
  ] as [(Dump, Dump.Format, DumpError.Kind)])
func whatCannotBeWritten(dump: Dump, format: Dump.Format, kind: DumpError.Kind) {
  let error = #expect(throws: DumpError.self) { try dump.bytes(format, file: "x") }
  #expect(error?.kind == kind)
}

@Test("every 16-bit float is written as it was read", arguments: [ElementType.float16, .bfloat16])
func everyHalf(type: ElementType) throws {
  var numbers: [UInt8] = []
  for bits in UInt16.min...UInt16.max { numbers += [UInt8(bits & 0xFF), UInt8(bits >> 8)] }
  let code = type == .float16 ? "F16" : "BF16"
  var header = Array(#"{"h":{"dtype":"\#(code)","shape":[65536],"data_offsets":[0,131072]}}"#.utf8)
  header += Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
  let bytes = [UInt8(header.count), 0, 0, 0, 0, 0, 0, 0] + header + numbers
  let dump = try Dump(reading: bytes, file: "x")
  let values = dump.tensors[0].values
  #expect(values.filter(\.isNaN).count == (type == .float16 ? 2 * 1023 : 2 * 127))
  let written = try dump.bytes(.safetensors, file: "x")
  let wrong = values.indices.filter { place in
    !values[place].isNaN
      && written.suffix(131072).dropFirst(2 * place).prefix(2) != numbers[2 * place..<2 * place + 2]
  }
  #expect(wrong == [])
  // Between neighbours the even one is nearest.
  let ordered = values[0..<(type == .float16 ? 0x7C00 : 0x7F80)]
  for (place, pair) in zip(ordered, ordered.dropFirst()).enumerated() {
    let middle = (pair.0 + pair.1) / 2
    #expect(type.rounded(middle) == (place % 2 == 0 ? pair.0 : pair.1))
    #expect(type.rounded(middle.nextUp) == pair.1)
    #expect(type.rounded(-middle.nextDown) == -pair.0)
  }
}

@Test(
  "numbers of a text without a type are singles where all of them are",
  arguments: [
    (
      #"{"a": [0.10000000149011612, 0.20000000298023224, 0.30000001192092896, 0.699999988079071]}"#,
      ElementType.float32
    ),
    (#"{"a": [0.1, 0.2, 0.3, 0.7]}"#, .float64), (#"{"a": [0.5, 1, 2, 3, 4]}"#, .float64),
    (
      #"{"a": [0.10000000149011612, 0.20000000298023224, 0.30000001192092896, 0.699999988079071, 0.7]}"#,
      .float64
    ),
    (
      #"{"a": {"dtype": "float64", "data": [0.10000000149011612, 0.20000000298023224, 0.30000001192092896, 0.699999988079071]}}"#,
      .float64
    ),
  ])
func singles(_ text: String, _ type: ElementType) throws {
  let dump = try Dump(reading: Array(text.utf8), file: "dump.json")
  #expect(dump.tensors.map(\.type) == [type])
}
