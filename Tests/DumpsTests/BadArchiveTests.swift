import Dumps
import Testing

/// An archive of two arrays, a and b, written by ourselves.
private let archive = try? Dump([
  DumpTensor(name: "a", type: .float64, shape: [2], values: [1, 2]),
  DumpTensor(name: "b", type: .float64, shape: [1], values: [3]),
]).bytes(.npz, file: "x")

/// Where a signature stands for the `count`-th time.
private func place(_ signature: [UInt8], _ count: Int) -> Int {
  let bytes = archive ?? []
  return bytes.indices.filter { bytes[$0...].starts(with: signature) }[count - 1]
}

private let member: [UInt8] = [0x50, 0x4B, 3, 4]
private let entry: [UInt8] = [0x50, 0x4B, 1, 2]
private let end: [UInt8] = [0x50, 0x4B, 5, 6]

private func changed(_ place: Int, _ bytes: [UInt8]) -> [UInt8] {
  var result = archive ?? []
  result.replaceSubrange(place..<place + bytes.count, with: bytes)
  return result
}

private let archives: [Bad] = [
  Bad(
    "cut off", (archive ?? []).dropLast(30) + [], .truncated, at: .offset((archive ?? []).count - 30),
    saying: "directory"),
  Bad("only a beginning", member, .truncated, at: .offset(4), saying: "directory"),
  Bad(
    "a lying number of members", changed(place(end, 1) + 8, [3, 0, 3, 0]), .truncated,
    at: .offset(place(end, 1)), saying: "take 4 bytes; 0 are left"),
  Bad(
    "a member too few", changed(place(end, 1) + 8, [1, 0, 1, 0]), .malformed, at: .offset(place(entry, 2)),
    saying: "goes on"),
  Bad(
    "a directory elsewhere", changed(place(end, 1) + 16, [9, 0, 0, 0]), .malformed,
    at: .offset(place(end, 1)), saying: "from byte 9"),
  Bad(
    "one part of several", changed(place(end, 1) + 4, [1, 0, 0, 0]), .unsupported,
    at: .offset((archive ?? []).count), saying: "part"),
  Bad(
    "encrypted", changed(place(entry, 1) + 8, [1, 8]), .unsupported, at: .tensor("a.npy"), saying: "encrypted"
  ),
  Bad(
    "packed otherwise", changed(place(entry, 1) + 10, [14, 0]), .unsupported, at: .tensor("a.npy"),
    saying: "method 14"),
  Bad(
    "a wrong checksum", changed(place(entry, 1) + 16, [0]), .damaged, at: .tensor("a.npy"), saying: "checksum"
  ),
  Bad(
    "a changed number", changed(place(entry, 1) - 1, [7]), .damaged, at: .tensor("b.npy"), saying: "checksum"),
  Bad(
    "a member past the end", changed(place(entry, 2) + 20, [0xFF, 0xFF, 0xFF, 0x7F]), .truncated,
    at: .offset(place(member, 2) + 35), saying: "2147483647 bytes"),
  Bad(
    "two members in one place", changed(place(entry, 2) + 42, [0, 0, 0, 0]), .malformed, at: .offset(30),
    saying: "another name"),
  Bad(
    "no member there", changed(place(entry, 2) + 42, [1, 0, 0, 0]), .malformed, at: .offset(1),
    saying: "does not begin"),
  Bad(
    "a lying size", changed(place(entry, 1) + 24, [1, 0, 0, 0]), .malformed, at: .tensor("a.npy"),
    saying: "directory says 1"),
  Bad(
    "a size of 4 GiB", changed(place(entry, 1) + 24, [0xFE, 0xFF, 0xFF, 0xFF]), .tooLarge,
    at: .tensor("a.npy"), saying: "512 MiB"),
  Bad(
    "too small for its size",
    changed(
      place(entry, 1) + 10,
      [8, 0] + changed(0, [])[place(entry, 1) + 12..<place(entry, 1) + 24] + [0, 0, 4, 0]), .malformed,
    at: .tensor("a.npy"), saying: "cannot unpack to 262144"),
  Bad(
    "deflated, and is not", changed(place(entry, 1) + 10, [8, 0]), .malformed,
    at: .offset(place(member, 1) + 43), saying: "`a.npy`"),
  Bad(
    "a name that is no text", changed(place(entry, 1) + 46, [0xFF]), .malformed,
    at: .offset(place(entry, 1) + 46), saying: "UTF-8"),
]

@Test("archives that must be refused", arguments: archives)
func badArchives(bad: Bad) {
  let error = #expect(throws: DumpError.self) { try Dump(reading: bad.bytes, file: "x.npz") }
  #expect(error?.kind == bad.kind)
  #expect(error?.place == bad.place)
  #expect(error?.description.contains(bad.words) == true, "\(error.map(String.init(describing:)) ?? "")")
}

@Test("names of members are only names")
func pathsAreNames() throws {
  let names = ["../../etc/passwd", "/root/.ssh/id", "C:\\x", "a\u{1B}[31m", ""]
  let dump = Dump(names.map { DumpTensor(name: $0, type: .float64, shape: [], values: [1]) })
  #expect(try Dump(reading: try dump.bytes(.npz, file: "x"), file: "x").tensors.map(\.name) == names)
}
