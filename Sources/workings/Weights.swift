import Dumps
import Evaluation
import Lessons
import Numbers

/// Weights in files: what a lesson has learned, and what it begins with.
enum Weights {
  /// The formats that hold several tensors, by the endings of their files.
  private static let formats: [(ending: String, format: Dump.Format)] = [
    (".npz", .npz), (".safetensors", .safetensors),
  ]

  static func format(of path: String) -> Dump.Format? {
    formats.first { path.hasSuffix($0.ending) }?.format
  }

  static let endings = formats.map(\.ending).joined(separator: " or ")

  /// Writes what a lesson's updates have made of the quantities that they replace; all of it or nothing.
  ///
  /// - Returns: the names that were written.
  static func save(_ report: LessonReport, to path: String) throws(FileError) -> [String] {
    guard let format = format(of: path), !report.learned.isEmpty else {
      throw .unfit(path, why: "this lesson replaces nothing that could be saved", hint: nil)
    }
    let dump = Dump(
      report.learned.map {
        DumpTensor(name: $0.name, type: .float64, shape: $0.value.shape.axes, values: $0.value.entries)
      })
    let bytes: [UInt8]
    do throws(DumpError) { bytes = try dump.bytes(format, file: path) } catch {
      throw .unfit(path, why: error.message, hint: error.hint)
    }
    try Files.write(bytes, to: path)
    return report.learned.map(\.name)
  }

  /// The values that a file of weights has for a lesson's givens.
  static func load(_ path: String, for lesson: Lesson) throws(FileError) -> GivenValues {
    let bytes = try Files.read(path, limit: DumpLimits.size)
    let dump: Dump
    do throws(DumpError) { dump = try Dump(reading: bytes, file: path) } catch {
      throw .unfit(path, why: error.message, hint: error.hint)
    }
    var values: [String: Tensor<Rational>] = [:]
    for tensor in dump.tensors {
      guard let given = lesson.derivation.givens.first(where: { $0.name == tensor.name }) else {
        let known = lesson.derivation.givens.map(\.name).joined(separator: ", ")
        throw .unfit(
          path, why: "it has a `\(tensor.name)`, and this lesson gives no quantity of that name",
          hint: "the lesson's givens are \(known)")
      }
      guard tensor.shape == given.value.shape.axes else {
        throw .unfit(
          path,
          why:
            "its `\(tensor.name)` is \(text(tensor.shape)), the lesson's is \(text(given.value.shape.axes))",
          hint: nil)
      }
      let numbers = tensor.values.compactMap { try? Rational(exactly: $0) }
      guard numbers.count == tensor.values.count else {
        throw .unfit(path, why: "its `\(tensor.name)` holds infinities, or what is no number", hint: nil)
      }
      values[tensor.name] = Tensor(shape: given.value.shape, entries: numbers)
    }
    return GivenValues(values)
  }

  private static func text(_ axes: [Int]) -> String {
    axes.isEmpty ? "a single number" : axes.map(String.init).joined(separator: "×")
  }
}
