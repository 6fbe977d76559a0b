/// What the command tells its caller, the worst of all it did.
enum ExitStatus: Int32, Error, Comparable, CaseIterable {
  case success = 0
  case refuted = 1
  case undecided = 2
  case usage = 64
  case unreadable = 65
  case noSuchFile = 66
  case internalFault = 70

  /// From harmless to worst: what the caller has to mend first stands last.
  private static let byGravity: [ExitStatus] = [
    .success, .undecided, .refuted, .unreadable, .noSuchFile, .usage, .internalFault,
  ]

  private var gravity: Int { ExitStatus.byGravity.firstIndex(of: self) ?? ExitStatus.byGravity.count }

  static func < (a: ExitStatus, b: ExitStatus) -> Bool { a.gravity < b.gravity }

  /// For the help texts.
  static let discussion = """
    EXIT STATUS:
      0   everything stands
      1   something is refuted, or differs from its golden file
      2   nothing is refuted, but something is undecided
      64  wrong usage
      65  a file cannot be read: not UTF-8, empty, too large, a folder
      66  no such file or lesson
      70  a fault of this program
    Of several lessons the worst counts, in the order 70, 66, 65, 1, 2.
    """
}
