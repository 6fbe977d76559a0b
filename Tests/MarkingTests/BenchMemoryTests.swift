import Language
import Testing

@testable import Marking

/// A marker that has seen a class marks as one that has seen nothing.
@Suite struct BenchMemoryTests {
  @Test(arguments: ["single", "square", "parabola-descent"])
  func whatWasSeenMakesNoDifference(name: String) throws {
    let key = try #require(Samples.named(name))
    var experienced = SheetMarker(key)
    let slips = Author.distinguishable(key)
    for number in 0..<24 {
      // Every third sheet is as one before it, some lines left out.
      var author = Author(key, seed: "memory \(name) \(number / 3)")
      let slip = slips.isEmpty || number % 2 == 0 ? nil : slips[author.random.next(below: slips.count)]
      var lines = author.sheet(committing: slip).split(separator: "\n")
      if number % 3 == 2 { lines.remove(at: author.random.next(below: lines.count)) }
      let source = Source(name: "\(number)", text: lines.joined(separator: "\n"))
      var fresh = SheetMarker(key)
      #expect(described(experienced.mark(source)) == described(fresh.mark(source)), "\(source.lines)")
    }
  }

  private func described(_ sheet: MarkedSheet) -> [String] {
    sheet.lines.map { "\($0.text) \($0.standing) \($0.verdict) \($0.diagnoses.map(\.wrong))" } + sheet.remarks
  }

  @Test func forgetsWhatIsMuch() {
    var memory = BenchMemory()
    for number in 0..<20_000 {
      memory.trim()
      let tag = memory.tag(of: [WrittenEntry(exactly: .init(number))], 0)
      #expect(tag == memory.tag(of: [WrittenEntry(exactly: .init(number))], 0))
      #expect(memory.tag(of: [nil], 0) == nil)
    }
    #expect(memory.tagCount <= (1 << 13) + 1)
  }
}
