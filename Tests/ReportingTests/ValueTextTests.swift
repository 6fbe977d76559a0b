import Testing

@testable import Lessons
@testable import Reporting

/// How values are shortened.
struct ValueTextTests {
  private func value(_ digits: String, _ certainty: Value.Certainty, _ index: [Int] = []) -> Value {
    Value(name: "v", index: index, digits: digits, certainty: certainty, fraction: nil, fromDigitsShown: nil)
  }

  @Test(arguments: [
    ("0.559713649267192944806995391488", nil, "0.559713649267192944…"),
    ("-0.559713649267192944806995391488", 5, "-0.55971…"),
    ("0.559713649267192944806995391488", 30, "0.559713649267192944806995391488"),
    ("0.559713649267192944806995391488", 29, "0.55971364926719294480699539148…"),
    ("0.00559713649267192944806995391488", 3, "0.00559…"),
    ("1.23456789012345678901234567890e-400", nil, "1.23456789012345678…e-400"),
    ("123456789012345678901234567890.5", 3, "123456789012345678901234567890…"),
    ("12345.6789012345678901234567890", 5, "12345…"),
  ])
  func cutsWhatGoesOn(digits: String, limit: Int?, text: String) {
    #expect(ValueText(digits: limit).text(value(digits, .proven(30))) == text)
  }

  @Test(arguments: ["0", "9", "0.34587645138205409280000001", "123456789012345678901234567890"])
  func exactValuesStayWhole(digits: String) {
    #expect(ValueText(digits: nil).text(value(digits, .exact)) == digits)
    #expect(ValueText(digits: 2).text(value(digits, .exact)) == digits)
  }

  @Test func vectorsAndMatricesStandOnALine() {
    let numbers = ValueText(digits: nil)
    #expect(numbers.all([value("1", .exact, [1]), value("2", .exact, [2])]) == "[1, 2]")
    let matrix = [[1, 1], [1, 2], [2, 1], [2, 2]].map { value("\($0[0])\($0[1])", .exact, $0) }
    #expect(numbers.all(matrix) == "[[11, 12], [21, 22]]")
    let many = (1...100).map { value("1", .exact, [($0 - 1) / 10 + 1, ($0 - 1) % 10 + 1]) }
    #expect(numbers.all(many) == "10×10 numbers")
    #expect(numbers.all([]) == "")
  }
}
