import Foundation
import Testing

/// `workings run`: exit status, streams and the golden files.
struct RunTests {
  private func folder(_ files: [String: String]) throws -> TemporaryFolder { try TemporaryFolder(files) }

  /// One lesson with an accepted golden trace.
  private func accepted() throws -> TemporaryFolder {
    let folder = try folder(["lessons/square.md": SampleLesson.standing])
    let result = try Command.run("run", "square", "--accept", in: folder)
    try #require(result.status == 0, "\(result)")
    return folder
  }

  // MARK: The golden life cycle

  @Test func missingGoldenIsWrittenAsPendingAndFails() throws {
    let folder = try folder(["lessons/square.md": SampleLesson.standing])
    let result = try Command.run("run", in: folder)
    #expect(result.status == 1)
    #expect(folder.names("Golden") == ["square.txt.pending"])
    #expect(result.output.contains("✗ missing"))
    #expect(result.output.hasSuffix("\n          workings run lessons/square.md --accept\n"))
    #expect(result.errors.isEmpty)
  }

  @Test func acceptedGoldenIsIdentical() throws {
    let folder = try folder(["lessons/square.md": SampleLesson.standing])
    #expect(try Command.run("run", in: folder).status == 1)
    let pending = try #require(folder.text("Golden/square.txt.pending"))
    let accepting = try Command.run("run", "--accept", in: folder)
    #expect(accepting.status == 0)
    #expect(accepting.output.contains("✓ accepted"))
    #expect(folder.names("Golden") == ["square.txt"])
    #expect(folder.text("Golden/square.txt") == pending)
    let again = try Command.run("run", in: folder)
    #expect(again.status == 0)
    #expect(again.output.contains("identical"))
    #expect(folder.names("Golden") == ["square.txt"])
  }

  @Test func anEditedDigitDiffersAndSaysWhere() throws {
    let folder = try accepted()
    let golden = try #require(folder.text("Golden/square.txt"))
    let edited = golden.replacingOccurrences(of: "f = 9 ", with: "f = 8 ")
    try #require(edited != golden)
    try folder.write(edited, to: "Golden/square.txt")
    let result = try Command.run("run", in: folder)
    #expect(result.status == 1)
    #expect(result.output.contains("✗ differs in 1 step"))
    #expect(result.output.contains("Golden/square.txt:3"))
    #expect(folder.text("Golden/square.txt") == edited, "the golden file is not touched")
    #expect(folder.text("Golden/square.txt.pending") == golden)
    let accepting = try Command.run("run", "square", "--accept", in: folder)
    #expect(accepting.status == 0)
    #expect(accepting.output.contains("Golden/square.txt:3"), "shows what changes")
    #expect(folder.text("Golden/square.txt") == golden)
  }

  @Test func theGoldenFileDoesNotDependOnTheDigitsShown() throws {
    let folder = try accepted()
    for digits in ["1", "5", "60"] {
      let result = try Command.run("run", "--digits", digits, in: folder)
      #expect(result.status == 0, "\(digits): \(result)")
    }
    #expect(try Command.run("run", "--digits", "60", in: folder).output.contains("proven to 60 digits"))
  }

  @Test func aLessonThatFailsIsNotAccepted() throws {
    let folder = try folder(["lessons/square.md": SampleLesson.refuted])
    let result = try Command.run("run", "--accept", in: folder)
    #expect(result.status == 1)
    #expect(folder.names("Golden") == [])
  }

  @Test func acceptIsRefusedInContinuousIntegration() throws {
    let folder = try folder(["lessons/square.md": SampleLesson.standing])
    let result = try Command.run("run", "--accept", in: folder, environment: ["CI": "true"])
    #expect(result.status == 64)
    #expect(result.errors.contains("CI"))
    #expect(folder.names("Golden") == [])
  }

  @Test func aGoldenFileWithoutALessonFailsTheRunOfAllLessons() throws {
    let folder = try accepted()
    try folder.write("old", to: "Golden/old.txt")
    let all = try Command.run("run", in: folder)
    #expect(all.status == 1)
    #expect(all.errors.contains("Golden/old.txt"))
    #expect(try Command.run("run", "square", in: folder).status == 0)
  }

  @Test func aLessonThatStandsAloneHasItsGoldenFolderBesideIt() throws {
    let folder = try folder(["notes/mine.md": SampleLesson.standing])
    #expect(try Command.run("run", "notes/mine.md", "--accept", in: folder).status == 0)
    #expect(folder.names("notes/Golden") == ["mine.txt"])
  }

  @Test func aNamedFolderHasItsGoldenFolderBesideIt() throws {
    let folder = try folder(["course/week1/mine.md": SampleLesson.standing])
    let first = try Command.run("run", "mine", "--lessons", "course/week1/", in: folder)
    #expect(first.output.contains("workings run course/week1/mine.md --lessons course/week1/ --accept"))
    let path = try Command.run(
      "run", "course/week1/mine.md", "--lessons", "course/week1", "--accept", in: folder)
    #expect(path.status == 0)
    #expect(folder.names("course/Golden") == ["mine.txt"])
  }

  @Test func theNearestLessonsAboveAreFound() throws {
    let folder = try folder(["lessons/square.md": SampleLesson.standing, "a/b/c.txt": ""])
    let result = try Command.shell("cd a/b && \"$W\" run square --accept", in: folder)
    #expect(result.status == 0, "\(result)")
    #expect(result.output.contains("../../lessons/square.md"))
    #expect(folder.names("Golden") == ["square.txt"])
    let inside = try Command.shell("cd lessons && \"$W\" run square.md", in: folder)
    #expect(inside.status == 0, "\(inside)")
  }

  // MARK: Data

  /// A lesson on a file of numbers beside it.
  private func withData() throws -> TemporaryFolder {
    let folder = try folder([
      "lessons/mean.md": "```given points.csv\nx = x\n```\n```define\nm = mean(x)\n```\n",
      "lessons/points.csv": "x\n1\n2\n", "other/points.csv": "x\n5\n8\n",
    ])
    let accepting = try Command.run("run", "mean", "--accept", in: folder)
    try #require(accepting.status == 0)
    return folder
  }

  @Test func otherDataAreUsedAndHeldAgainstNothing() throws {
    let folder = try withData()
    let own = try Command.run("run", "mean", in: folder)
    #expect(own.output.contains("identical"))
    #expect(own.output.contains("1.5"))
    let other = try Command.run("run", "mean", "--data", "other", in: folder)
    #expect(other.status == 0)
    #expect(other.output.contains("6.5"))
    #expect(other.output.contains("not compared: run on the data in other"))
    #expect(folder.names("Golden") == ["mean.txt"])
  }

  @Test func aPackedFileServesAsWell() throws {
    let folder = try withData()
    let packed = try Command.shell("gzip -k other/points.csv && rm other/points.csv", in: folder)
    try #require(packed.status == 0)
    #expect(try Command.run("run", "mean", "--data", "other", in: folder).output.contains("6.5"))
  }

  @Test func dataThatAreNotThereAreTold() throws {
    let folder = try withData()
    try folder.write("x\n1\n", to: "third/point.csv")
    let result = try Command.run("run", "mean", "--data", "third", in: folder)
    #expect(result.status == 1)
    #expect(result.errors.contains("no such file, packed or not, in third/; did you mean `point.csv`?"))
    #expect(try Command.run("run", "mean", "--data", "nowhere", in: folder).status == 64)
    #expect(try Command.run("run", "mean", "--data", "other", "--accept", in: folder).status == 64)
  }

  // MARK: Exit status

  @Test(arguments: [
    (["run", "lessons/missing.md"], 66, "no such file"),
    (["run", "squaer"], 66, "did you mean square?"),
    (["run", "lessons/squaer.md"], 66, "did you mean lessons/square.md?"),
    (["run", "--lessons", "nowhere"], 66, "nowhere"),
    (["run", "lessons/folder.md"], 65, "folder"),
    (["run", "/dev/null"], 65, "no ordinary file"),
    (["run", "pipe"], 65, "no ordinary file"),
    (["run", "empty.md"], 65, "empty"),
    (["run", "latin1.md"], 65, "UTF-8"),
    (["run", "refuted.md"], 1, ""),
    (["run", "unknown.md"], 1, "unknown.md:8:5: error"),
    (["run", "--digits", "0", "square"], 64, "--digits"),
    (["run", "--digits", "1001", "square"], 64, "--digits"),
    (["run", "--digits", "many", "square"], 64, "digits"),
    (["run", "--color", "purple", "square"], 64, "color"),
    (["run", "--no-such-flag"], 64, "--no-such-flag"),
    (["walk"], 64, "walk"),
  ])
  func tellsWhatIsWrong(arguments: [String], status: Int32, message: String) throws {
    let folder = try folder([
      "lessons/square.md": SampleLesson.standing, "lessons/folder.md/x": "", "empty.md": "",
      "refuted.md": SampleLesson.refuted, "unknown.md": SampleLesson.unknownName,
    ])
    try folder.write(Data([0x61, 0xE9, 0x0A]), to: "latin1.md")
    mkfifo(folder.url.appendingPathComponent("pipe").path, 0o600)
    let words = arguments.map { "'\($0)'" }.joined(separator: " ")
    let result = try Command.shell("\"$W\" \(words)", in: folder)
    #expect(result.status == status, "\(result)")
    #expect(message.isEmpty || result.errors.contains(message), "\(result)")
  }

  @Test func helpIsNoFault() throws {
    let folder = TemporaryFolder()
    for words in ["--help", "run --help", "list --help", "help run"] {
      let result = try Command.shell("\"$W\" \(words)", in: folder)
      #expect(result.status == 0)
      #expect(result.errors.isEmpty)
      #expect(result.output.contains("EXAMPLES"))
    }
  }

  @Test func aBadLessonDoesNotStopTheOthers() throws {
    let folder = try accepted()
    try folder.write(Data([0xFF]), to: "lessons/a.md")
    try folder.write("", to: "lessons/b.md")
    let result = try Command.run("run", "nowhere.md", "a", "b", "square", in: folder)
    #expect(result.status == 66)
    #expect(result.output.contains("A square"))
    #expect(result.output.contains("identical"))
    #expect(try Command.run("run", "a", "b", "square", in: folder).status == 65)
  }

  @Test func undecidedIsNeitherSuccessNorRefutation() throws {
    let lesson = SampleLesson.standing + "\n```derive\nsqrt(2)*sqrt(3) = sqrt(6)\n```\n"
    let folder = try folder(["lessons/square.md": lesson])
    let result = try Command.run("run", "--accept", in: folder)
    // The stronger the witnesses become, the fewer claims remain: then this one is proved.
    #expect(result.output.contains("? undecided") ? result.status == 2 : result.status == 0, "\(result)")
  }

  // MARK: Streams

  @Test func everyLineOfJSONIsAnObject() throws {
    let folder = try accepted()
    try folder.write(SampleLesson.refuted, to: "lessons/wrong.md")
    try folder.write(SampleLesson.unknownName, to: "lessons/unknown.md")
    let result = try Command.run("run", "--json", in: folder)
    #expect(result.status == 1)
    let objects = try result.output.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    #expect(objects.map { $0["lesson"] as? String } == ["square", "unknown", "wrong"])
    #expect(objects.map { $0["verdict"] as? String } == ["pass", "fail", "fail"])
    #expect(objects.map { $0["golden"] as? String } == ["identical", "missing", "missing"])
    let trace = try #require(objects[0]["trace"] as? [[String: Any]])
    #expect(trace.first?["name"] as? String == "x")
    #expect(trace.first?["exact"] as? Bool == true)
    let claims = try #require(objects[2]["claims"] as? [[String: Any]])
    #expect(claims.contains { $0["verdict"] as? String == "refuted" && $0["line"] as? Int == 12 })
    let faults = try #require(objects[1]["diagnostics"] as? [[String: Any]])
    #expect(faults.first?["line"] as? Int == 8)
  }

  @Test func aClosedPipeEndsTheRunQuietly() throws {
    let folder = try accepted()
    let result = try Command.shell("\"$W\" run --json | true; \"$W\" list | head -c 1", in: folder)
    #expect(result.errors.isEmpty)
  }

  @Test func noControlCharacterOfALessonReachesTheOutput() throws {
    let hostile = SampleLesson.standing.replacingOccurrences(
      of: "A square", with: #""A \e[31msquare\a \u202E""#)
    let folder = try folder(["lessons/square.md": hostile, "lessons/b\u{1B}[2J.md": SampleLesson.unknownName])
    for words in ["run", "list", "run --json", "run 'lessons/c\u{1B}[2J.md'"] {
      let result = try Command.shell("\"$W\" \(words)", in: folder)
      let scalars = (result.output + result.errors).unicodeScalars
      #expect(!scalars.contains { $0.value == 0x1B || $0.value == 7 || $0.value == 0x202E }, "\(words)")
    }
  }

  @Test(arguments: [" spaced name", "quote'd", "ünïcode", "a;b", "-dash"])
  func hostileNamesWorkLikeOthers(name: String) throws {
    let folder = try folder(["lessons/\(name).md": SampleLesson.standing])
    let first = try Command.run("run", in: folder)
    // The command that it tells can be typed as it stands.
    let marker = try #require(first.output.range(of: "workings run "))
    let words = first.output[marker.upperBound...].prefix { !$0.isNewline }
    let result = try Command.shell("\"$W\" run \(words)", in: folder)
    #expect(result.status == 0, "\(result)")
    #expect(folder.names("Golden") == ["\(name).txt"])
  }
}
