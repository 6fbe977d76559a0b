import Dumps
import Testing

private let w = #""w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#

private let files: [Bad] = [
  Bad(
    "a header of 2^64 bytes", safetensors("{\(w)}", 8, size: .max), .malformed, at: .offset(0),
    saying: "past every file's size"),
  Bad(
    "a header of 2^40 bytes", safetensors("{\(w)}", 8, size: 1 << 40), .tooLarge, at: .offset(0),
    saying: "1099511627776"),
  Bad(
    "a header past the end", safetensors("{\(w)}", 8, size: 80), .truncated, at: .offset(8),
    saying: "are left"),
  Bad(
    "a header cut off", safetensors("{\(w)}", 8, size: 20), .truncated, at: .offset(28), saying: "is missing"),
  Bad(
    "numbers cut off", safetensors("{\(w)}", 7), .truncated, at: .offset(69), saying: "8 bytes; 7 are there"),
  Bad(
    "bytes of no tensor", safetensors("{\(w)}", 9), .malformed, at: .offset(70), saying: "belong to no tensor"
  ),
  Bad(
    "overlapping", safetensors(#"{\#(w),"v":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#, 12),
    .malformed,
    at: .offset(62), saying: "overlap"),
  Bad(
    "a gap", safetensors(#"{\#(w),"v":{"dtype":"F32","shape":[1],"data_offsets":[12,16]}}"#, 16), .malformed,
    at: .offset(62), saying: "gap"),
  Bad(
    "backwards", safetensors(#"{"v":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4), .malformed,
    at: .offset(40), saying: "before they begin"),
  Bad(
    "a wrong size", safetensors(#"{"v":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, 8), .malformed,
    at: .offset(9), saying: "take 12"),
  Bad(
    "sizes that overflow",
    safetensors(#"{"v":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}"#, 8), .tooLarge,
    at: .tensor("v"), saying: "numbers"),
  Bad(
    "sizes that overflow before there is none",
    safetensors(#"{"v":{"dtype":"F32","shape":[4294967296,4294967296,0],"data_offsets":[0,0]}}"#, 0),
    .tooLarge,
    at: .tensor("v"), saying: "numbers"),
  Bad(
    "a size below zero", safetensors(#"{"v":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, 8),
    .malformed,
    at: .offset(9), saying: "not understood"),
  Bad(
    "a size that is no integer", safetensors(#"{"v":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}"#, 8),
    .malformed, at: .offset(9), saying: "not understood"),
  Bad("a name twice", safetensors("{\(w),\(w)}", 8), .duplicate, at: .offset(62), saying: "stands twice"),
  Bad(
    "a type that is not read", safetensors(#"{"v":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}"#, 8),
    .unsupported, at: .tensor("v"), saying: "F8_E4M3"),
  Bad("a list", Array("[1]".utf8), .unknownFormat, at: .offset(0), saying: "no dump"),
  Bad("JSON cut off", Array(#"{"w":[1,"#.utf8), .truncated, at: .offset(8), saying: "ends here"),
  Bad("two values", Array(#"{"w":[1]} {}"#.utf8), .malformed, at: .offset(10), saying: "follows the end"),
  Bad("a key twice", Array(#"{"w":[1],"w":[2]}"#.utf8), .duplicate, at: .offset(9), saying: "`w`"),
  Bad("ragged", Array(#"{"w":[[1,2],[3]]}"#.utf8), .malformed, at: .tensor("w"), saying: "not of one length"),
  Bad("a list for a number", Array(#"{"w":[1,[2]]}"#.utf8), .malformed, at: .tensor("w"), saying: "a list"),
  Bad("a number for a list", Array(#"{"w":[[1],2]}"#.utf8), .malformed, at: .tensor("w"), saying: "a number"),
  Bad("text for a number", Array(#"{"w":[1,"2"]}"#.utf8), .malformed, at: .tensor("w"), saying: "text"),
  Bad("null", Array(#"{"w":[1,null]}"#.utf8), .malformed, at: .tensor("w"), saying: "null"),
  Bad("past the largest", Array(#"{"w":[1e999]}"#.utf8), .malformed, at: .tensor("w"), saying: "1e999"),
  Bad("an octal number", Array(#"{"w":[01]}"#.utf8), .malformed, at: .offset(6), saying: "`01`"),
  Bad("a bare point", Array(#"{"w":[1.]}"#.utf8), .malformed, at: .offset(6), saying: "`1.`"),
  Bad(
    "brackets", Array((#"{"w":"# + String(repeating: "[", count: 100_000)).utf8), .tooLarge, at: .offset(68),
    saying: "64 brackets"),
  Bad(
    "half a character", Array(#"{"\ud800":[1]}"#.utf8), .malformed, at: .offset(8), saying: "half a character"
  ),
  Bad(
    "a shape that is not that of the data", Array(#"{"w":{"shape":[3],"data":[1,2]}}"#.utf8), .malformed,
    at: .tensor("w"), saying: "[2]"),
  Bad(
    "an unknown type", Array(#"{"w":{"dtype":"float8","data":[1,2]}}"#.utf8), .malformed, at: .tensor("w"),
    saying: "float8"),
  Bad(
    "no such integer", Array(#"{"w":{"dtype":"uint8","data":[1,300]}}"#.utf8), .inexact, at: .tensor("w"),
    saying: "300"),
  Bad("only text", Array(#"{"w":"relu"}"#.utf8), .unsupported, at: .tensor("w"), saying: "text"),
]

@Test("text and safetensors that must be refused", arguments: files)
func badText(bad: Bad) {
  let error = #expect(throws: DumpError.self) { try Dump(reading: bad.bytes, file: "x") }
  #expect(error?.kind == bad.kind)
  #expect(error?.place == bad.place)
  #expect(error?.description.contains(bad.words) == true, "\(error.map(String.init(describing:)) ?? "")")
}

@Test("what is no tensor is told, and the others are read")
func unreadIsTold() throws {
  let dump = try Dump(reading: Array(#"{"w":[1],"name":"relu","layer":{"b":[2],"on":null}}"#.utf8), file: "x")
  #expect(dump.tensors.map(\.name) == ["w", "layer.b"])
  #expect(dump.unread.map(\.place) == [.tensor("name"), .tensor("layer.on")])
}
