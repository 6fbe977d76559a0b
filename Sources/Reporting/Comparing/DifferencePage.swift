import Comparing
import Dumps

/// Two dumps that were held against each other.
public struct ComparedDumps: Sendable {
  public let good: String
  public let new: String
  public let difference: DumpDifference

  public init(good: String, new: String, difference: DumpDifference) {
    self.good = good
    self.new = new
    self.difference = difference
  }

  // MARK: For people

  public func text(_ options: TerminalReport.Options) -> String {
    var page = Page(width: options.width, isColored: options.isColored)
    page.add(new, .title)
    page.add("  against \(good)")
    page.newLine()
    let width = min(difference.tensors.map { Page.columns($0.title) }.max() ?? 0, 40)
    for tensor in difference.tensors {
      page.pad(to: 2)
      page.add(tensor.title)
      page.pad(to: max(width + 4, page.column + 2))
      page.add(NumberText.shape(tensor.shape), .faint)
      page.pad(to: max(width + 16, page.column + 2))
      page.add(
        "\(tensor.verdict.stands ? "✓" : "✗") \(tensor.verdict.word)", tensor.verdict.stands ? .good : .bad)
      page.pad(to: max(width + 30, page.column + 2))
      page.wrap(tensor.note, at: page.column, .faint)
      page.newLine()
    }
    for name in difference.extra {
      page.wrap("only in \(new): \(name)", at: 0)
      page.newLine()
    }
    guard let first = difference.first else {
      page.newLine()
      page.add("pass: nothing is otherwise", .good)
      page.newLine()
      return page.text
    }
    page.newLine()
    page.add("first difference: \(first.title)", .bad)
    page.newLine()
    for (label, text) in first.details {
      page.pad(to: 4)
      page.add(label, .faint)
      page.wrap(text, at: 14)
      page.newLine()
    }
    return page.text
  }

  // MARK: For programs

  public var json: JSON {
    .object([
      "against": .string(good), "file": .string(new),
      "verdict": .string(difference.first == nil ? "pass" : "fail"),
      "firstDifference": difference.first.map { .string($0.name) },
      "tensors": .array(difference.tensors.map(\.json)),
      "extra": .array(difference.extra.map { .string($0) }),
    ])
  }

  public var junitSuite: String {
    let failures = difference.tensors.filter { !$0.verdict.stands }
    let name = XML.escaped("\(new) against \(good)")
    var text =
      "  <testsuite name=\"\(name)\" tests=\"\(difference.tensors.count)\" failures=\"\(failures.count)\">\n"
    for tensor in difference.tensors {
      text += "    <testcase classname=\"\(name)\" name=\"\(XML.escaped(tensor.title))\""
      guard !tensor.verdict.stands else {
        text += "/>\n"
        continue
      }
      let detail = tensor.details.map { "\($0.0) \($0.1)" }.joined(separator: "; ")
      text +=
        "><failure type=\"\(tensor.verdict.rawValue)\" message=\"\(XML.escaped(tensor.note))\">\(XML.escaped(detail))</failure></testcase>\n"
    }
    return text + "  </testsuite>\n"
  }
}

extension TensorDifference.Verdict {
  fileprivate var word: String {
    switch self {
    case .same: "same"
    case .within: "near enough"
    case .differs: "differs"
    case .wrongShape: "other shape"
    case .missing: "missing"
    }
  }
}

extension TensorDifference {
  fileprivate var title: String { newName.map { $0 == name ? name : "\(name)  (\($0))" } ?? name }

  fileprivate var note: String {
    let types = newType.map { $0 == goodType ? "" : "; \($0.rawValue) was \(goodType.rawValue)" } ?? ""
    let entries = shape.reduce(1, *)
    switch verdict {
    case .same: return types.isEmpty ? "" : String(types.dropFirst(2))
    case .within: return "\(changed) of \(entries) changed, by \(NumberText.ulps(worstUlps)) at most" + types
    case .differs: return "\(beyond) of \(entries), by \(NumberText.ulps(worstUlps)) at most" + types
    case .wrongShape: return "\(newShape.map(NumberText.shape) ?? "") was \(NumberText.shape(shape))"
    case .missing: return "it was \(shape.isEmpty ? "a single number" : NumberText.shape(shape))"
    }
  }

  fileprivate var details: [(String, String)] {
    guard let worst else { return [("it", "\(verdict.word): \(note)")] }
    let place = worst.dumpIndex.isEmpty ? "" : "[\(worst.dumpIndex.map(String.init).joined(separator: ", "))]"
    return [
      ("worst", "\(newName ?? name)\(place)"), ("was", goodType.shortest(worst.expected)),
      ("is", (newType ?? type).shortest(worst.got)), ("apart", NumberText.ulps(worstUlps)),
      (
        "allowed",
        tolerances == [.stable] ? "nothing" : tolerances.map(\.description).joined(separator: " or ")
      ),
    ]
  }

  fileprivate var json: JSON {
    .object([
      "tensor": .string(name), "newTensor": newName.map { .string($0) }, "verdict": .string(verdict.rawValue),
      "type": .string(goodType.rawValue), "newType": newType.map { .string($0.rawValue) },
      "shape": .array(shape.map { .integer($0) }),
      "newShape": newShape.map { .array($0.map { .integer($0) }) },
      "changed": .integer(changed), "beyond": .integer(beyond), "worst": worst.map { $0.json(type) },
      "ulps": NumberText.json(worstUlps),
    ])
  }
}
