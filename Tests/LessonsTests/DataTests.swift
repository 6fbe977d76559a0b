import Language
import Numbers
import Testing

@testable import Evaluation
@testable import Lessons

/// Files that Python's gzip module packed, as hexadecimal digits.
private enum Packed {
  /// `x,y`, `0.5,-1`, `2,3e-2`, stored.
  static let stored =
    "1f8b0800000000000403011200edff782c790a302e352c2d310a322c33652d320a32ac3b0f12000000"
  /// The same in fixed codes.
  static let fixed =
    "1f8b0800000000000203abd0a9e432d033d5d135e432d2314ed535e2020032ac3b0f12000000"
  /// 400 lines `1,2` and one `3,4`: long references that reach into themselves.
  static let repeating =
    "1f8b080000000000020333d431e2321cc5a378148fe2513c8a49c4c63a265c00216e27a444060000"
  /// `a;b` and the squares of 0 … 119, in codes of its own.
  static let squares =
    "1f8b08000000000002032593497604310843f73e8d19ccf0384d72ff43e4535975bb0c3212d2cffc9e3bf7c8c8d1f163"
    + "d3c747e2bcd177622c4e8ef7a9093f3d2547eec8a5810ee5a423ee478c9e3e426bc7119ae9960083538e167735a65436"
    + "98bc75c7415119774e3c5d7ed4e6691ff5791947df04281a137bcac9bdabc9ad6414faec4e8362320da631cbe5096398"
    + "cb8bc634c200f61815240b7e19cf72c498d66a67a7be471e5c1c66019c432d60eae025b41dbc42035f7608e2d0bbe039"
    + "fc04a91c827ab9af51bbd4f7a85f39efc21fbc27a3b1671d4dee9f2108f5cf477ba57e638bf7909bc1cecb558a7b1433"
    + "de7f48e6cc1317e9c00b194be60d1d2be60f1b6bf884a329fce28d2fdf8871837fb041478fa8f1409fe8f144af64072b"
    + "5fcabc8b9aa9f3207a9235185a277ba0f0e49bb79bc8602f7bce79bdf798e26e7db328faeb6212f04a261ef8a56c8ef7"
    + "ca268af7cb272ff3d46395e0554c32f82956fb98bfd86dc2a77ab2e1d717bf81d732a5f06f65e96b439b0af4699f2af4"
    + "ea870bc0eb18da38e734429c2e6c81deddd375d7b99f75d7bc57d62adfb7358d5325776d13f4715e03812417ebc86273"
    + "c33fb5fd867df0cdd6612089d85e2c24b5e9d878e87f403621b619d990e8db986c4e3437291b15ed0d0b6911fbf24260"
    + "c47c23239f453735c446ac373824475cd0f50f592036cfb4030000"
  /// An IDX file of 3×8×8 bytes whose sum is 10468.
  static let pictures =
    "1f8b080000000000020305c1b10dc0401004212407f7654fe76be07df8f0f0605b4c190e129b630417962977463723a0"
    + "bb11d969d7b90130e000761bba4008cbe8024060e4c8642e3f3306bdd8d0000000"
}

private func bytes(_ hex: String) -> [UInt8] {
  let digits = Array(hex)
  return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
}

private func table(_ bytes: [UInt8]) throws -> DataTable {
  try DataSource { _ in bytes }.table("file")
}

private func texts(_ table: DataTable) -> [String] { table.values.entries.map(\.description) }

@Test("every kind of packed block", arguments: [Packed.stored, Packed.fixed])
func unpacked(hex: String) throws {
  let table = try table(bytes(hex))
  #expect(table.columns == ["x", "y"])
  #expect(table.values.shape.axes == [2, 2])
  #expect(texts(table) == ["1/2", "-1", "2", "3/100"])
}

@Test("references that overlap themselves, and codes that come with the block")
func references() throws {
  let repeating = try table(bytes(Packed.repeating))
  #expect(repeating.values.shape.axes == [401, 2])
  #expect(texts(repeating).suffix(4) == ["1", "2", "3", "4"])
  let squares = try table(bytes(Packed.squares))
  #expect(squares.columns == ["a", "b"])
  #expect(squares.column(1)?.entries.reduce(.zero, +) == 568820)
}

@Test("IDX, packed")
func pictures() throws {
  let table = try table(bytes(Packed.pictures))
  #expect(table.values.shape.axes == [3, 8, 8])
  #expect(table.values.entries.reduce(.zero, +) == 10468)
}

@Test("every cut and every flipped bit of a packed file is told or means nothing, and is never a trap")
func damaged() throws {
  for hex in [Packed.stored, Packed.fixed, Packed.squares, Packed.pictures] {
    let whole = bytes(hex)
    for end in 0..<whole.count {
      #expect(throws: DataError.self, "cut at \(end)") { try table(Array(whole[..<end])) }
    }
    let truth = try table(whole).values
    // The header's time, its name of a system and the bits that fill up a byte may be anything.
    for place in 10..<whole.count {
      for bit in 0..<8 {
        var flipped = whole
        flipped[place] ^= 1 << bit
        if let table = try? table(flipped) { #expect(table.values == truth, "byte \(place), bit \(bit)") }
      }
    }
  }
}

@Test(
  "IDX by its header",
  arguments: [
    ([0, 0, 8, 1, 0, 0, 0, 2, 200, 7], ["200", "7"]), ([0, 0, 9, 1, 0, 0, 0, 2, 200, 7], ["-56", "7"]),
    ([0, 0, 11, 1, 0, 0, 0, 1, 255, 254], ["-2"]), ([0, 0, 12, 1, 0, 0, 0, 1, 0, 0, 1, 2], ["258"]),
  ] as [([UInt8], [String])])
func headers(bytes: [UInt8], expected: [String]) throws { #expect(texts(try table(bytes)) == expected) }

@Test(
  "what is no data says why",
  arguments: [
    ("", "it has no line of numbers, or too many of them"),
    ("a,b\n", "it has no line of numbers, or too many of them"),
    ("1,2\n3\n", "line 2: 1 numbers, where the lines before have 2"),
    ("1,2\n3,four\n", "line 2: `four` is no number"),
    ("1,2\n\n1e99999999999,2", "line 3: `1e99999999999` is no number"),
    ("\0\0\u{8}\u{1}\0\0\0\u{5}ab", "2 bytes of numbers, where its header says 5"),
    ("\0\0\u{8}\u{3}\u{7f}aaaaaaaaaaa", "it has more than 67108864 numbers"),
    ("\0\0\u{D}\u{1}\0\0\0\u{1}abcd", "an IDX file of integers is expected"),
  ])
func faults(text: String, message: String) {
  do {
    _ = try table(Array(text.utf8))
    Issue.record("read")
  } catch {
    #expect((error as? DataError)?.message == message)
  }
}

@Test(
  "data stand beside the lesson and nowhere else",
  arguments: ["/etc/passwd", "../x.csv", "a/../../b.csv", ""])
func places(name: String) {
  #expect(throws: DataError.self) { try DataSource { _ in Array("1".utf8) }.table(name) }
}

private func values(_ text: String, _ data: DataSource = .none) -> [String: [String]] {
  let lesson = Lesson(name: "test", source: Source(name: "test", text: text), data: data)
  var result = Dictionary(
    lesson.derivation.givens.map { ($0.name, $0.value.entries.map(\.description)) }, uniquingKeysWith: { $1 })
  if !lesson.diagnostics.isEmpty { result["faults"] = lesson.diagnostics.map(\.message) }
  return result
}

@Test("a block of givens takes columns and all of a file")
func file() {
  let data = DataSource { (name) throws(DataError) in
    if name == "points.csv" { return Array("speed,way\n1,2\n3,4.5\n".utf8) }
    throw .unreadable("no such file")
  }
  #expect(
    values("```given points.csv\ns = speed\nX = data\nhalf = way/2\n```\n", data) == [
      "s": ["1", "3"], "X": ["1", "2", "3", "9/2"], "half": ["1", "9/4"],
    ])
  #expect(
    values("```given other.csv\n```\n", data)["faults"] == [
      "`other.csv` cannot be taken as data: no such file"
    ])
}

@Test("a table of the document as data is no claim")
func documentTable() {
  let text = "| x | y |\n|--:|--:|\n| 1 | -2 |\n| 0.5 | 4 |\n\n```given table\nx = x\ny = y\nM = data\n```\n"
  #expect(values(text) == ["x": ["1", "1/2"], "y": ["-2", "4"], "M": ["1", "-2", "1/2", "4"]])
}

@Test("a lesson trains on pictures, in double precision, and keeps what is no matter of the training proved")
func trainingOnPictures() throws {
  // Three rows of four pixels each, bright on the left or on the right, and their labels.
  let files: [String: [UInt8]] = [
    "x": [0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 2]
      + [250, 10, 240, 0, 0, 255, 20, 230, 200, 30, 255, 0, 10, 220, 0, 240],
    "y": [0, 0, 8, 1, 0, 0, 0, 4, 0, 1, 0, 1],
  ]
  let data = DataSource { (name) throws(DataError) in
    if let bytes = files[name] { return bytes }
    throw .unreadable("no such file")
  }
  let text = """
    ```given x
    X = flat(data)
    ```
    ```given y
    label = data
    ```
    ```given
    w = zeros(2, 4)
    total = 0
    epochs = 1000
    ```
    ```define
    answer = argmax(X/255 @ w^T, axis = 2) - 1
    right = sum(n, [answer[n] = label[n]])
    Y = [1 - label, label]^T
    ```
    ```train
    repeat epochs as t:
      for x, y <- batches(X, Y, 3, shuffle = 1):
        E = sum((sigmoid(x/255 @ w^T) - y)^2)/length(x)
        w <- w - dE/dw
        total <- total + E
    ```
    ```check
    right = 4
    right{0} = 2
    1/3 = 2/6
    sigmoid(0) = 0.5
    ```
    ```picture
    X[1]
    ```
    """
  let lesson = Lesson(name: "test", source: Source(name: "test", text: text), data: data)
  try #require(lesson.diagnostics.isEmpty, "\(lesson.diagnostics.map(\.message))")
  #expect(lesson.readsData)
  let report = lesson.run()
  #expect(report.words == [.consistent, .holdsHere, .proved, .proved])
  let trace = report.trace.text
  #expect(trace.contains("# 2000 passes in double precision"))
  #expect(trace.contains("w{2000}[2,4] = "))
  #expect(!trace.contains("w{1}[1,1] = "), "weights are recorded once, in the end")
  #expect(trace.hasSuffix("# X[1] as a picture\n# |█ |\n# |█ |\n"))
}

@Test("a long training runs in double precision and says so; certified, it proves its digits")
func certifiedTraining() throws {
  let text = """
    ```given
    w = 0.6
    x = [0.5, -0.9, 1.3, 0.2, 0.8, -0.4, 0.9, 1.1, -1.2, 0.3]
    ```
    ```define
    E = mean((sigmoid(w*x) - x)^2)
    ```
    ```train
    repeat 2500:
      w <- w - 0.1*dE/dw
    ```
    ```check
    w
    ```
    """
  let lesson = Lesson(name: "test", source: Source(name: "test", text: text))
  let fast = lesson.run()
  #expect(fast.trace.text.contains("# 2500 passes in double precision"))
  #expect(fast.growth == nil)
  let certified = lesson.run(RunOptions(certifies: true))
  #expect(!certified.trace.text.contains("double precision"))
  let growth = try #require(certified.growth)
  #expect(growth.passes == 2500)
  let (a, b) = (try #require(fast.trace.values.last), try #require(certified.trace.values.last))
  #expect(b.certainty == .proven(30))
  #expect(a.digits.prefix(14) == b.digits.prefix(14))
}
