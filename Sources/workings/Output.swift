import ArgumentParser

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where data and diagnostics go.
enum Output {
  /// Data. When nobody reads it any more the program ends at once, quietly, as the signal would have ended it.
  static func data(_ text: String) {
    switch Descriptor.write(text, to: STDOUT_FILENO) {
    case 0: return
    case EPIPE: exit(128 + SIGPIPE)
    case let code:
      diagnostic("workings: error: cannot write the output: \(String(cString: strerror(code)))\n")
      exit(ExitStatus.internalFault.rawValue)
    }
  }

  /// A diagnostic; where even that cannot be written, nothing more can be said.
  static func diagnostic(_ text: String) { _ = Descriptor.write(text, to: STDERR_FILENO) }
}

/// What is known of the terminal.
struct Terminal {
  /// Columns of a report that goes to no terminal.
  static let defaultWidth = 100

  /// Columns: those of the terminal, else what `COLUMNS` says.
  static var width: Int {
    var size = winsize()
    if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    return variable("COLUMNS").flatMap { Int($0) } ?? defaultWidth
  }

  static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 && variable("TERM") != "dumb" }

  static var isContinuousIntegration: Bool { variable("CI") != nil }

  /// A variable of the environment; one that is empty counts as not set.
  static func variable(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }
}

/// When the output is coloured.
enum Coloring: String, CaseIterable, ExpressibleByArgument {
  case auto, always, never

  /// What was asked for on the command line counts first, then `NO_COLOR`, `CLICOLOR_FORCE` and `TERM`.
  var isOn: Bool {
    switch self {
    case .always: return true
    case .never: return false
    case .auto:
      if Terminal.variable("NO_COLOR") != nil { return false }
      if let force = Terminal.variable("CLICOLOR_FORCE"), force != "0" { return true }
      return Terminal.variable("TERM") != "dumb" && isatty(STDOUT_FILENO) == 1
    }
  }
}
