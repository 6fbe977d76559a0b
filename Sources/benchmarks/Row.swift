/// One line of work: how we do it, who else does it, and how much faster than they we mean to be.
struct Row: Sendable {
  let name: String
  let ours: Ours
  let rivals: [Rival]

  init(_ name: String, _ ours: Ours, _ rivals: [Rival]) {
    self.name = name
    self.ours = ours
    self.rivals = rivals
  }
}

/// How our side of a row is done.
enum Ours: Sendable {
  /// Prepared once, then repeated inside this process.
  case inside(@Sendable () throws -> () -> Void)
  /// A whole command: the arguments of `workings`.
  case command([String])
}

/// A peer: a script or a program in `Peers`, with its arguments, and the ratio to be reached (its time to ours).
struct Rival: Sendable {
  let name: String
  let command: [String]
  let target: Double

  init(_ name: String, _ command: String, target: Double) {
    self.name = name
    self.command = command.split(separator: " ").map(String.init)
    self.target = target
  }
}
