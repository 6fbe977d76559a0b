import Dumps
import Foundation
import Testing

/// Files that NumPy, PyTorch, JAX and safetensors wrote: `Reference/generate.py`. With a Python that has them in
/// WORKINGS_REFERENCE_PYTHON they are written anew; the committed ones are from NumPy 2.4, PyTorch 2.12, JAX 0.10.
struct Reference: Sendable, CustomTestStringConvertible {
  let file: String
  /// What the file holds; empty where it must be refused.
  var tensors: [Expected] = []
  var refusal: String?

  struct Expected: Sendable {
    let name: String
    let type: String
    let shape: String
    let values: [String]
  }

  var testDescription: String { file }

  static let committed = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "Reference/files")

  static func all(in folder: URL) throws -> [Reference] {
    let text = try String(contentsOf: folder.appending(path: "expected.txt"), encoding: .utf8)
    var references: [Reference] = []
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "\t").map(String.init)
      try #require(parts.count >= 3)
      if parts[0] != references.last?.file { references.append(Reference(file: parts[0])) }
      if parts[1] == "!" {
        references[references.count - 1].refusal = parts[2]
      } else {
        try #require(parts.count == 5)
        references[references.count - 1].tensors.append(
          Expected(
            name: parts[1], type: parts[2], shape: parts[3],
            values: parts[4] == "-" ? [] : parts[4].split(separator: " ").map(String.init)))
      }
    }
    return references
  }

  static func bytes(_ file: String, in folder: URL = committed) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: file)))
  }

  func check(in folder: URL) throws {
    let bytes = try Reference.bytes(file, in: folder)
    guard refusal == nil else {
      let error = #expect(throws: DumpError.self) { try Dump(reading: bytes, file: file) }
      #expect(error?.kind.rawValue == refusal)
      return
    }
    let dump = try Dump(reading: bytes, file: file)
    #expect(dump.unread == [])
    // The libraries sort safetensors by their types.
    #expect(Set(dump.tensors.map(\.name)) == Set(tensors.map(\.name)))
    for expected in tensors {
      let tensor = try #require(dump[expected.name])
      #expect(tensor.type.rawValue == expected.type)
      #expect(tensor.shape.map(String.init).joined(separator: "x") == expected.shape.replacing("-", with: ""))
      try #require(tensor.values.count == expected.values.count)
      for (value, text) in zip(tensor.values, expected.values) {
        let number = try #require(Double(text))
        #expect(number.isNaN ? value.isNaN : value.bitPattern == number.bitPattern, "\(expected.name)")
      }
    }
  }
}

@Test("files of NumPy, PyTorch, JAX and safetensors", arguments: try Reference.all(in: Reference.committed))
func referenceFiles(reference: Reference) throws {
  try reference.check(in: Reference.committed)
}

private let python = ProcessInfo.processInfo.environment["WORKINGS_REFERENCE_PYTHON"]

@Test("the same, written now", .enabled(if: python != nil))
func freshReferenceFiles() throws {
  let folder = URL.temporaryDirectory.appending(path: "dumps-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: folder) }
  let process = Process()
  process.executableURL = URL(filePath: try #require(python))
  process.arguments = [
    Reference.committed.deletingLastPathComponent().appending(path: "generate.py").path, folder.path,
  ]
  try process.run()
  process.waitUntilExit()
  #expect(process.terminationStatus == 0)
  for reference in try Reference.all(in: folder) { try reference.check(in: folder) }
}
