import Foundation
import Testing

@testable import Numbers

/// One row of a table of reference values: `Reference/generate.py` says what is in it.
struct ReferenceRow: Sendable, CustomTestStringConvertible {
  let function: String
  let digits: Int
  let argument: Numeral
  let value: Numeral

  var testDescription: String { "\(function) \(digits) \(argument.text)" }

  init?(_ line: some StringProtocol) {
    let fields = line.split(separator: " ")
    guard fields.count == 4, let digits = Int(fields[1]),
      let argument = try? Numeral(parsing: String(fields[2])),
      let value = try? Numeral(parsing: String(fields[3]))
    else { return nil }
    self.function = String(fields[0])
    self.digits = digits
    self.argument = argument
    self.value = value
  }

  static let committed = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Reference/functions.txt")

  static func read(_ url: URL) throws -> [ReferenceRow] {
    try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map {
      try #require(ReferenceRow($0), "not a row: \($0.prefix(60))")
    }
  }

  func compute(precision: Int) throws(NumberError) -> Enclosure {
    let x = Enclosure(argument.value, precision: precision)
    return switch function {
    case "exp": try x.exp(precision: precision)
    case "log": try x.log(precision: precision)
    case "sqrt": try x.squareRoot(precision: precision)
    case "tanh": try x.tanh(precision: precision)
    case "sigmoid": try x.sigmoid(precision: precision)
    default: throw .malformed(function)
    }
  }

  func computeInDoubles() throws(NumberError) -> Ball {
    let x = Ball(argument.value)
    return switch function {
    case "exp": x.exp()
    case "log": try x.log()
    case "sqrt": try x.squareRoot()
    case "tanh": x.tanh()
    case "sigmoid": x.sigmoid()
    default: throw .malformed(function)
    }
  }
}

extension ReferenceRow {
  /// The enclosure, or nil where the precision is too low to tell whether the function is defined.
  func decided(precision: Int) -> Enclosure? { try? compute(precision: precision) }
}

@Suite struct ReferenceTests {
  static let table =
    ProcessInfo.processInfo.environment["WORKINGS_REFERENCE"].map { URL(filePath: $0) }
    ?? ReferenceRow.committed

  /// The digits are those of mpmath, and at every precision the enclosure meets what rounds to them.
  @Test func functionsAgreeWithMpmath() throws {
    let rows = try ReferenceRow.read(Self.table)
    #expect(rows.count >= 100)
    for row in rows {
      // An argument such as 1 + 1e-80 is rounded away at first: undecided is no answer, only a reason to go on.
      let certified = try certify(digits: row.digits, limit: 20_000, row.compute)
      guard case .digits(let text, _, _) = certified
      else {
        Issue.record("not proven: \(row.testDescription)")
        continue
      }
      #expect(try Numeral(parsing: text).value == row.value.value, "\(row.testDescription): \(text)")
      let expected = Enclosure(row.value, precision: 4 * row.digits)
      for precision in [2, 10, 24, 53, 64, 113, 150, 300] {
        guard let enclosure = row.decided(precision: precision) else {
          #expect(precision < 300, "\(row.testDescription) undecided at \(precision) bits")
          continue
        }
        #expect(enclosure.overlaps(expected), "\(row.testDescription) at \(precision) bits: \(enclosure)")
      }
      if let ball = try? row.computeInDoubles() {
        #expect(Enclosure(ball).overlaps(expected), "\(row.testDescription) in doubles: \(ball)")
      }
    }
  }

  /// A point and 200 bits: the radius is no wider than a few units, tiny results and results near one included.
  @Test func pointsAreEnclosedSharply() throws {
    for row in try ReferenceRow.read(Self.table) {
      let argument = Enclosure(row.argument.value, precision: 3000).point
      let enclosure =
        switch row.function {
        case "exp": try argument.exp(precision: 200)
        case "log": try argument.log(precision: 200)
        case "sqrt": try argument.squareRoot(precision: 200)
        case "tanh": try argument.tanh(precision: 200)
        default: try argument.sigmoid(precision: 200)
        }
      #expect(
        enclosure.isExact || enclosure.error.top <= enclosure.top - 196,
        "\(row.testDescription): \(enclosure)")
    }
  }
}
