import Testing

@testable import workings

/// Paths as text, and the order of exit statuses.
struct PathsTests {
  @Test(arguments: [
    ("lessons", "Golden"), ("a/lessons", "a/Golden"), ("/lessons", "/Golden"), (".", "../Golden"),
    ("..", "../../Golden"), ("../..", "../../../Golden"), ("a/..", "a/../../Golden"), ("/", "/../Golden"),
  ])
  func siblings(folder: String, sibling: String) {
    #expect(Paths.sibling(of: folder, "Golden") == sibling)
  }

  @Test(arguments: [("a/b/c", "a/b", "c"), ("c", ".", "c"), ("/c", "/", "c"), ("a/", "a", ""), ("", ".", "")])
  func parts(path: String, folder: String, last: String) {
    #expect(Paths.folder(of: path) == folder)
    #expect(Paths.last(of: path) == last)
  }

  @Test(arguments: [
    ("a/b.md", "a/b.md"), ("a b", "'a b'"), ("it's", "'it'\\''s'"), ("", "''"), ("$x", "'$x'"), ("ü", "ü"),
  ])
  func quoting(text: String, word: String) {
    #expect(text.shellQuoted == word)
  }

  @Test func theWorstStatusCounts() {
    let order: [workings.ExitStatus] = [
      .success, .undecided, .refuted, .unreadable, .noSuchFile, .usage, .internalFault,
    ]
    #expect(workings.ExitStatus.allCases.sorted() == order)
  }
}
