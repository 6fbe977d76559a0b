/// Tensors as nested lists: `{"W1": [[0.5, 1], [2, 3]]}`, or with their type and shape:
/// `{"tensors": {"W1": {"dtype": "float32", "shape": [2, 2], "data": [0.5, 1, 2, 3]}}}`.
///
/// Objects inside objects are groups: `{"layer1": {"weight": …}}` holds `layer1.weight`. Without a type, numbers
/// are doubles, or singles where all of them are. NaN, Infinity and -Infinity are read, as Python writes them.
struct JSONDump {
  private let bytes: [UInt8]
  private let file: String
  private var builder: DumpBuilder
  /// Tensors of whose type nothing was said.
  private var untyped: Set<String> = []

  static func isOne(_ bytes: [UInt8]) -> Bool { firstVisible(bytes) == UInt8(ascii: "{") }

  private static func firstVisible(_ bytes: [UInt8]) -> UInt8? {
    bytes[start(bytes)...].first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
  }

  /// Behind a byte order mark.
  private static func start(_ bytes: [UInt8]) -> Int { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

  static func read(_ bytes: [UInt8], file: String) throws(DumpError) -> Dump {
    guard bytes.count <= DumpLimits.textSize else {
      throw DumpError(
        .tooLarge, file: file, at: .whole, "text of more than \(DumpLimits.textSize >> 20) MiB",
        hint: "write large dumps as .npz or .safetensors")
    }
    let root = try JSONReader.read(bytes, in: start(bytes)..<bytes.count, file: file)
    var reader = JSONDump(bytes: bytes, file: file, builder: DumpBuilder(file: file))
    guard case .object(let members) = root else {
      throw DumpError(
        .malformed, file: file, at: .offset(0), "it is \(root.kind), not an object",
        hint: #"name each tensor: {"W1": [[0.5, 1.0]]}"#)
    }
    for member in members {
      if member.name == "tensors", case .object(let tensors) = member.value, !isTensor(tensors) {
        for tensor in tensors { try reader.add(tensor, prefix: "") }
      } else {
        try reader.add(member, prefix: "")
      }
    }
    return reader.settled(try reader.builder.finished())
  }

  /// Numbers without a type that are all singles, and not for being simple: a program in single precision printed
  /// them as doubles (`tolist()` of float32 arrays does).
  private func settled(_ dump: Dump) -> Dump {
    let floats = dump.tensors.filter { untyped.contains($0.name) && $0.type == .float64 }
    let isSingle = floats.allSatisfy { $0.values.allSatisfy { !$0.isFinite || Double(Float($0)) == $0 } }
    // One double in 2²⁹ is a single by accident; what has few bits for reasons of its own tells nothing.
    let telling = floats.lazy.flatMap(\.values).filter {
      $0.isFinite && $0 != 0 && 53 - $0.significandBitPattern.trailingZeroBitCount > 14
    }
    guard isSingle, telling.prefix(4).count == 4 else { return dump }
    let names = Set(floats.map(\.name))
    return Dump(
      dump.tensors.map { tensor in
        names.contains(tensor.name)
          ? DumpTensor(name: tensor.name, type: .float32, shape: tensor.shape, values: tensor.values) : tensor
      }, unread: dump.unread)
  }

  private static func isTensor(_ members: [JSONNode.Member]) -> Bool {
    members.contains {
      guard $0.name == "data" else { return false }
      if case .object = $0.value { return false }
      return true
    }
  }

  private mutating func add(_ member: JSONNode.Member, prefix: String) throws(DumpError) {
    let name = prefix + member.name
    switch member.value {
    case .object(let members) where !JSONDump.isTensor(members):
      for inner in members { try add(inner, prefix: name + ".") }
    case .object(let members): try addTyped(members, name)
    case .array, .number, .bool: try addNested(member.value, name, type: nil, shape: nil)
    case .string, .null:
      try builder.claim(name)
      builder.leaveOut(DumpError(.unsupported, file: file, at: .tensor(name), "it is \(member.value.kind)"))
    }
  }

  // MARK: With a type

  private static let otherNames: [String: ElementType] = [
    "half": .float16, "float": .float32, "single": .float32, "double": .float64, "f2": .float16,
    "f4": .float32,
    "f8": .float64, "F16": .float16, "BF16": .bfloat16, "F32": .float32, "F64": .float64, "bool_": .bool,
  ]

  private mutating func addTyped(_ members: [JSONNode.Member], _ name: String) throws(DumpError) {
    var type: ElementType?
    var shape: [Int]?
    var data = JSONNode.null
    for member in members {
      switch (member.name, member.value) {
      case ("dtype", .string(let text)):
        let last = text.split(separator: ".").last.map(String.init) ?? text
        guard let known = ElementType(rawValue: last) ?? JSONDump.otherNames[last] else {
          throw malformed(
            name, "`\(text)` is no type",
            hint: "one of \(ElementType.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        type = known
      case ("shape", .array(let sizes)):
        shape = try sizes.map { (size) throws(DumpError) in
          guard case .number(let range) = size, let size = Int(text(range)), size >= 0 else {
            throw malformed(name, "its shape has a size that is none")
          }
          return size
        }
      case ("data", let value): data = value
      default:
        throw malformed(
          name, "its `\(member.name)` is not understood",
          hint: "a tensor has \"data\", and may have \"dtype\" and \"shape\"")
      }
    }
    try addNested(data, name, type: type, shape: shape)
  }

  // MARK: Lists

  private mutating func addNested(
    _ node: JSONNode, _ name: String, type: ElementType?, shape: [Int]?
  ) throws(DumpError) {
    try builder.claim(name)
    if type == nil { untyped.insert(name) }
    let nested = try nestedShape(node, name)
    let told = shape ?? nested
    let count = try builder.expect(told, of: name)
    guard nested == told || nested.count == 1 && nested == [count] else {
      throw malformed(
        name, "its data are of shape \(JSONDump.text(nested)), its shape is \(JSONDump.text(told))",
        hint: "data may be nested as the shape says, or flat in row-major order")
    }
    try builder.add { [self] () throws(DumpError) in
      let type = type ?? (isTruthValue(node) ? .bool : .float64)
      var values: [Double] = []
      values.reserveCapacity(count)
      try collect(node, nested[...], type, name, &values)
      return DumpTensor(name: name, type: type, shape: told, values: values)
    }
  }

  private static func text(_ shape: [Int]) -> String { "[\(shape.map(String.init).joined(separator: ", "))]" }

  /// The sizes of nested lists, as their first entries have them.
  private func nestedShape(_ node: JSONNode, _ name: String) throws(DumpError) -> [Int] {
    var shape: [Int] = []
    var node = node
    while case .array(let entries) = node {
      shape.append(entries.count)
      guard let first = entries.first else { break }
      node = first
    }
    return shape
  }

  private func isTruthValue(_ node: JSONNode) -> Bool {
    switch node {
    case .bool: true
    case .array(let entries): entries.first.map(isTruthValue) ?? false
    case .null, .number, .string, .object: false
    }
  }

  /// Adds the numbers of nested lists that must be of this shape.
  private func collect(
    _ node: JSONNode, _ shape: ArraySlice<Int>, _ type: ElementType, _ name: String, _ values: inout [Double]
  ) throws(DumpError) {
    switch (node, shape.first) {
    case (.array(let entries), let size?):
      guard entries.count == size else {
        throw malformed(
          name,
          "its lists are not of one length: \(entries.count) entries behind the first \(values.count) numbers, \(size) elsewhere"
        )
      }
      for entry in entries { try collect(entry, shape.dropFirst(), type, name, &values) }
    case (.number(let range), nil): values.append(try number(range, type, name))
    case (.bool(let value), nil): values.append(value ? 1 : 0)
    case (.null, nil):
      throw malformed(
        name, "entry \(values.count) is null, which is no number",
        hint: "JavaScript writes NaN and infinities so: write NaN, Infinity or -Infinity")
    default:
      throw malformed(
        name,
        "entry \(values.count) is \(node.kind), where \(shape.isEmpty ? "a number" : "a list") is expected")
    }
  }

  private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  private func number(_ range: Range<Int>, _ type: ElementType, _ name: String) throws(DumpError) -> Double {
    let text = text(range)
    switch text {
    case "NaN": return .nan
    case "Infinity": return .infinity
    case "-Infinity": return -.infinity
    default: break
    }
    // A decimal that stands for a single is read as one: reading a double first could round twice.
    let value =
      type == .float32
      ? Float(text).map { Double($0) } : Double(text).map { type.isFloatingPoint ? type.rounded($0) : $0 }
    guard let value, value.isFinite else {
      throw malformed(name, "`\(text)` is past the largest \(type.rawValue)", hint: "write Infinity")
    }
    guard type.isFloatingPoint || type.rounded(value) == value else {
      throw DumpError(
        .inexact, file: file, at: .tensor(name),
        "`\(text)` is no \(type.rawValue) that a double is sure to be")
    }
    return value
  }

  private func malformed(_ name: String, _ message: String, hint: String? = nil) -> DumpError {
    DumpError(.malformed, file: file, at: .tensor(name), message, hint: hint)
  }
}
