import Foundation
import Testing

/// `workings check`, `handout`, `audit` and `watch`: exit status, streams and files.
struct CheckTests {
  static let lesson = """
    # Sample

    ```given
    x = 0.9
    w = 0.6
    ```
    ```forward
    z = w*x
    a = sigmoid(z)
    ```
    ```exercise
    z
    a
    ```
    """

  private func folder(_ files: [String: String]) throws -> TemporaryFolder {
    try TemporaryFolder(files.merging(["lessons/sample.md": CheckTests.lesson]) { first, _ in first })
  }

  @Test func exitStatusTellsTheWorst() throws {
    let folder = try folder([
      "right.txt": "z = 0.54\na = 0.632\n", "wrong.txt": "z = 0.54\na = 0.54\n", "empty.txt": "",
    ])
    #expect(try Command.run("check", "sample", "right.txt", in: folder).status == 0)
    #expect(try Command.run("check", "sample", "wrong.txt", in: folder).status == 1)
    #expect(try Command.run("check", "sample", "empty.txt", in: folder).status == 65)
    #expect(try Command.run("check", "sample", "nowhere.txt", "right.txt", in: folder).status == 66)
    #expect(try Command.run("check", "nosuch", "right.txt", in: folder).status == 66)
    #expect(try Command.run("check", in: folder).status == 64)
  }

  @Test func foldersAreMarkedInOrderAndOneFileCannotHurtAnother() throws {
    let folder = try folder([
      "class/b.txt": "z = 0.54\na = 0.632\n", "class/a.txt": "\u{0}\u{1}", "class/c/deep.txt": "z = ((((\n",
    ])
    let result = try Command.run("check", "sample", "class", "--format", "csv", in: folder)
    let rows = result.output.split(separator: "\n").map(String.init)
    #expect(rows.count == 4)
    #expect(rows[1].hasPrefix("class/a.txt,a,,,0,4"))
    #expect(rows[2].hasPrefix("class/b.txt,b,,,4,4"))
    #expect(rows[3].hasPrefix("class/c/deep.txt,deep,,,0,4"))
    let again = try Command.run("check", "sample", "class", "--format", "csv", in: folder)
    #expect(again.output == result.output)
  }

  @Test func jsonIsOneObjectALine() throws {
    let folder = try folder(["s.txt": "z = 0.54\na = 0.54\n"])
    let result = try Command.run("check", "sample", "s.txt", "--json", in: folder)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    #expect(object["lesson"] as? String == "sample")
    #expect((object["marks"] as? [String: Int]) == ["earned": 2, "available": 4])
    let lines = try #require(object["lines"] as? [[String: Any]])
    #expect(lines.last?["misconception"] as? String == "F7")
  }

  @Test func aHandoutIsMarkedByItsOwnNumbers() throws {
    let folder = try folder(["ids.csv": "id,name\n17,Ada\n18,Charles\n"])
    let key = try Command.run("handout", "sample", "--student", "17", "--key", in: folder)
    let blank = try Command.run("handout", "sample", "--student", "17", in: folder)
    #expect(key.status == 0 && blank.status == 0)
    let head = blank.output.components(separatedBy: "\n# ")[0]
    let answers = key.output.split(separator: "\n").filter { !$0.hasPrefix("#") }.joined(separator: "\n")
    try folder.write(head + "\n" + answers + "\n", to: "17.txt")
    let marked = try Command.run("check", "sample", "17.txt", in: folder)
    #expect(marked.status == 0, "\(marked)")
    let roster = try Command.run("handout", "sample", "--roster", "ids.csv", "--output", "out", in: folder)
    #expect(roster.status == 0)
    #expect(folder.names("out") == ["17.txt", "18.txt"])
    #expect(folder.text("out/17.txt") == blank.output)
  }

  @Test func hintsNeverShowTheAnswer() throws {
    let folder = try folder(["s.txt": "z = 0.54\na = 0.54\n"])
    for hints in ["0", "1", "2", "3"] {
      let result = try Command.run("check", "sample", "s.txt", "--hints", hints, in: folder)
      #expect(result.output.contains("look at line 2"))
      #expect(!result.output.contains("0.63"))
    }
    let watched = try Command.run("watch", "sample", "s.txt", "--once", in: folder)
    #expect(watched.output.contains("look at line 2") && !watched.output.contains("0.63"))
  }

  @Test func auditTellsWhatTheNumbersHide() throws {
    let folder = try TemporaryFolder([
      "lessons/plain.md": CheckTests.lesson.replacingOccurrences(of: "w = 0.6", with: "w = 0.6\nb = 0.0")
        .replacingOccurrences(of: "z = w*x", with: "z = w*x + b")
    ])
    let result = try Command.run("audit", "plain", in: folder)
    #expect(result.output.contains("z: F1 (bias forgotten in the net input) cannot be seen"))
  }
}
