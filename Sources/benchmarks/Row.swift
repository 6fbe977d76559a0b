import Foundation

/// One line of work: how we do it, who else does it, and how much faster than they we mean to be.
struct Row: Sendable {
  let name: String
  let ours: Ours
  let rivals: [Rival]
  /// The seconds that we mean to stay below, where there is nobody to compare with.
  let limit: Double?

  init(_ name: String, _ ours: Ours, _ rivals: [Rival] = [], limit: Double? = nil) {
    self.name = name
    self.ours = ours
    self.rivals = rivals
    self.limit = limit
  }
}

/// How our side of a row is done.
enum Ours: Sendable {
  /// Prepared once, then repeated inside this process.
  case inside(@Sendable () throws -> () -> Void)
  /// A whole command: the arguments of `workings`, and what it finds in the folder that it is run in.
  case command([String], files: @Sendable (URL) throws -> Void)
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
