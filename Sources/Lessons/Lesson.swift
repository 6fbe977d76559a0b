import Checking
import Evaluation
import Language
import Numbers

/// A lesson: a document whose blocks are compiled.
public struct Lesson: Sendable {
  /// What the lesson is called on the command line: its file name without the ending.
  public let name: String
  public let worksheet: Worksheet
  /// Where the files beside it are read from.
  public let data: DataSource
  public let derivation: Derivation
  /// Faults of the text, in its order; those of single lines do not keep the others from being run.
  public let diagnostics: [Diagnostic]

  public var source: Source { worksheet.source }
  public var title: String { worksheet.title ?? name }
  public var tree: Tree { worksheet.tree }

  /// Whether some block of givens names a file.
  public var readsData: Bool {
    worksheet.blocks.contains { $0.word == "given" && !["", "table"].contains($0.arguments) }
  }

  /// - Parameter data: the files beside the lesson, for blocks of givens that name one.
  public init(name: String, source: Source, data: DataSource = .none) {
    self.init(name, Worksheet(lesson: source), data, GivenValues())
  }

  /// The same text with other values for some of its givens, of other sizes perhaps.
  ///
  /// - Parameter formulas: lines that are asked for behind the text's own, such as `dE/dW1`.
  public func replacing(_ givens: GivenValues, asking formulas: [String] = []) -> Lesson {
    guard !formulas.isEmpty else { return Lesson(name, worksheet, data, givens) }
    let text = "\n\n```derive\n\(formulas.joined(separator: "\n"))\n```\n"
    let source = Source(name: worksheet.source.name, bytes: worksheet.source.bytes + Array(text.utf8))
    return Lesson(name, Worksheet(lesson: source), data, givens)
  }

  private init(_ name: String, _ worksheet: Worksheet, _ data: DataSource, _ givens: GivenValues) {
    self.name = name
    self.data = data
    var compiler = Compiler(tree: worksheet.tree, scope: Scope())
    compiler.givenValues = givens
    compiler.upcoming = Upcoming(worksheet.statements, in: worksheet.tree)
    for block in worksheet.blocks where block.word == "assume" {
      compiler.foresee(worksheet.statements[block.statements])
    }
    var derivation = Derivation()
    var tablesOfData: Set<Int> = []
    for (number, block) in worksheet.blocks.enumerated() {
      let loaded = Lesson.table(of: block, in: worksheet, data)
      derivation.diagnostics += loaded.diagnostics
      if let place = loaded.place { tablesOfData.insert(place) }
      let output = compiler.compile(
        worksheet.statements[block.statements],
        in: Compiler.Block(number: number, word: block.word, data: loaded.table))
      derivation.lines += output.lines
      derivation.givens += output.givens
      derivation.assumptions += output.assumptions
      derivation.diagnostics += output.diagnostics
    }
    for (place, table) in worksheet.tables.enumerated() where !tablesOfData.contains(place) {
      guard let claims = compiler.claims(of: table) else { continue }
      derivation.lines += claims.lines
      derivation.diagnostics += table.diagnostics + claims.diagnostics
    }
    derivation.diagnostics += compiler.remarkOnOpenSizes.map { [$0] } ?? []
    derivation.scope = compiler.scope
    self.worksheet = worksheet
    self.derivation = derivation
    self.diagnostics = (worksheet.diagnostics + derivation.diagnostics).sorted {
      $0.span.start < $1.span.start
    }
  }
}

/// How a lesson is run.
public struct RunOptions: Sendable {
  /// Significant digits that are shown; the golden trace has ``Lesson/goldenDigits`` in any case.
  public var digits: Int
  /// Whether long trainings run in certified arithmetic, which takes longer, and not in double precision.
  public var certifies: Bool

  public init(digits: Int = Lesson.goldenDigits, certifies: Bool = false) {
    self.digits = digits
    self.certifies = certifies
  }
}

extension Lesson {
  /// Significant digits of a golden trace.
  public static let goldenDigits = 30
}
