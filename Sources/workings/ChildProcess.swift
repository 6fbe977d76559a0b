// Another program, talked to over pipes.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why a program could not be talked to.
enum ChildError: Error, Hashable {
  case notFound(String)
  case notStarted(String, why: String)
  /// It ended before it had answered.
  case ended(How, errors: String)
  /// It did not answer in time.
  case silent(seconds: Double, errors: String)
  /// More output than any answer can have.
  case tooMuch(bytes: Int)
  case system(doing: String, why: String)

  enum How: Hashable {
    case exit(Int32)
    case signal(Int32)
  }
}

/// A running program with its standard input, output and errors.
///
/// One loop over all three pipes reads whatever there is while it writes, so that no full pipe can hold both sides
/// up. It gets a process group of its own, which is ended with it: nothing it has started is left behind.
final class ChildProcess {
  private let process: pid_t
  private var input: Int32
  private var output: Int32
  private var errors: Int32
  /// What it has written, from `taken` on not yet handed out, and up to `scanned` without the end of a line.
  private var received: [UInt8] = []
  private var taken = 0
  private var scanned = 0
  private var chunk = [UInt8](repeating: 0, count: 1 << 16)
  private var errorTail: [UInt8] = []
  private var status: Int32?
  private var hasStoppedReading = false
  private let timeLimit: Double

  /// How much that has been handed out is kept, so that not every line moves all that is behind it.
  private static let mostKept = 1 << 20
  /// How much of its errors is kept.
  private static let errorsKept = 4096
  /// Seconds that it gets to end by itself.
  private static let patience = 1.0

  /// Starts a program, found along `PATH`.
  init(_ command: [String], timeLimit: Double) throws(ChildError) {
    self.timeLimit = timeLimit
    signal(SIGPIPE, SIG_IGN)
    var pipes: [Int32] = []
    for _ in 0..<3 {
      var ends: [Int32] = [-1, -1]
      guard pipe(&ends) == 0 else {
        for end in pipes { close(end) }
        throw .system(doing: "making a pipe", why: ChildProcess.reason(errno))
      }
      pipes += ends
    }
    // Ours must be closed in the child: a pipe of which it holds the other end itself never ends.
    for end in pipes { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (input, output, errors) = (pipes[1], pipes[2], pipes[4])
    let (started, code) = ChildProcess.spawn(command, pipes[0], pipes[3], pipes[5])
    process = code == 0 ? started : 0
    for end in [pipes[0], pipes[3], pipes[5]] { close(end) }
    guard code == 0, process > 0 else {
      for end in [input, output, errors] { close(end) }
      let name = command.first ?? ""
      throw code == ENOENT ? .notFound(name) : .notStarted(name, why: ChildProcess.reason(code))
    }
    for end in [input, output, errors] { _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK) }
    Interruption.watch(process)
  }

  deinit { end() }

  private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }

  private static func spawn(
    _ command: [String], _ input: Int32, _ output: Int32, _ errors: Int32
  ) -> (pid_t, Int32) {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
    // What we ignore would be ignored by the child as well.
    var defaults = sigset_t()
    sigemptyset(&defaults)
    sigaddset(&defaults, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    guard let name = command.first else { return (-1, ENOENT) }
    var process = pid_t()
    let code = posix_spawnp(&process, name, &actions, &attributes, &arguments, environ)
    return (process, code)
  }

  /// Writes bytes, reading meanwhile. Where the program no longer reads, what it has said before is still to be had.
  ///
  /// - Parameter longest: more output than this before its input is read is no answer to anything.
  func send(_ bytes: [UInt8], longest: Int = 1 << 30) throws(ChildError) {
    var sent = 0
    var deadline = ChildProcess.now + timeLimit
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        systemWrite(input, buffer.baseAddress.map { $0 + sent }, bytes.count - sent)
      }
      if count >= 0 {
        sent += count
        deadline = ChildProcess.now + timeLimit
      } else if errno == EPIPE {
        hasStoppedReading = true
        return
      } else if errno == EAGAIN {
        let before = received.count
        try wait(until: deadline, writing: true)
        guard received.count - taken <= longest else { throw .tooMuch(bytes: longest) }
        if received.count != before { deadline = ChildProcess.now + timeLimit }
      } else if errno != EINTR {
        throw .system(doing: "writing to it", why: ChildProcess.reason(errno))
      }
    }
  }

  /// The next line without its end.
  func nextLine(longest: Int) throws(ChildError) -> [UInt8] {
    let deadline = answerDeadline
    while true {
      if let end = received[scanned...].firstIndex(of: 0x0A) {
        return take(upTo: end, behind: end + 1)
      }
      scanned = received.count
      guard received.count - taken <= longest else { throw .tooMuch(bytes: longest) }
      try read(until: deadline)
    }
  }

  /// The next bytes, whatever they are.
  func nextBytes(_ count: Int) throws(ChildError) -> [UInt8] {
    let deadline = answerDeadline
    while received.count - taken < count { try read(until: deadline) }
    return take(upTo: taken + count, behind: taken + count)
  }

  private var answerDeadline: Double {
    ChildProcess.now + (hasStoppedReading ? ChildProcess.patience : timeLimit)
  }

  private func take(upTo end: Int, behind next: Int) -> [UInt8] {
    if next == received.count {
      // All of it: nothing to be moved.
      var all = received
      received = []
      all.removeSubrange(end...)
      all.removeSubrange(..<taken)
      (taken, scanned) = (0, 0)
      return all
    }
    let bytes = Array(received[taken..<end])
    (taken, scanned) = (next, next)
    if taken > ChildProcess.mostKept {
      received.removeSubrange(..<taken)
      (taken, scanned) = (0, 0)
    }
    return bytes
  }

  private func read(until deadline: Double) throws(ChildError) {
    guard output >= 0 else { throw try endedError(until: ChildProcess.now + ChildProcess.patience) }
    try wait(until: deadline, writing: false)
  }

  /// Waits until something can be read (or written), and reads it.
  private func wait(until deadline: Double, writing: Bool) throws(ChildError) {
    let left = deadline - ChildProcess.now
    guard left > 0 else { throw .silent(seconds: timeLimit, errors: errorText) }
    var events = [
      pollfd(fd: output, events: Int16(POLLIN), revents: 0),
      pollfd(fd: errors, events: Int16(POLLIN), revents: 0),
      pollfd(fd: writing ? input : -1, events: Int16(POLLOUT), revents: 0),
    ]
    let count = systemPoll(&events, nfds_t(events.count), Int32(min(left * 1000 + 1, 1_000_000)))
    guard count >= 0 || errno == EINTR else {
      throw .system(doing: "waiting for it", why: ChildProcess.reason(errno))
    }
    if events[0].revents != 0 { read(&output) { self.received += $0 } }
    if events[1].revents != 0 {
      read(&errors) { self.errorTail = Array((self.errorTail + $0).suffix(ChildProcess.errorsKept)) }
    }
  }

  /// Reads what there is; a pipe that has ended is closed, and -1 after that, which `poll` passes over.
  private func read(_ file: inout Int32, _ take: (ArraySlice<UInt8>) -> Void) {
    guard file >= 0 else { return }
    let count = systemRead(file, &chunk, chunk.count)
    if count > 0 {
      take(chunk[..<count])
    } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
      close(file)
      file = -1
    }
  }

  /// What it left behind when it ended; it gets a moment to do so.
  private func endedError(until deadline: Double) throws(ChildError) -> ChildError {
    while errors >= 0, ChildProcess.now < deadline {
      do throws(ChildError) {
        try wait(until: deadline, writing: false)
      } catch {
        break
      }
    }
    guard reap(until: deadline), let status else { return .silent(seconds: timeLimit, errors: errorText) }
    let signal = status & 0x7F
    return .ended(signal == 0 ? .exit((status >> 8) & 0xFF) : .signal(signal), errors: errorText)
  }

  private var errorText: String { String(decoding: errorTail, as: UTF8.self) }

  /// Takes its exit status; false where it is still running.
  private func reap(until deadline: Double) -> Bool {
    var pause: UInt32 = 20
    while status == nil {
      var code: Int32 = 0
      let result = waitpid(process, &code, WNOHANG)
      if result == process || (result < 0 && errno == ECHILD) {
        status = code
        break
      }
      guard ChildProcess.now < deadline else { return false }
      usleep(pause)
      pause = min(2 * pause, 2000)
    }
    return true
  }

  /// Ends it: its input ends, and if that is not enough it is asked to, and then made to.
  private func end() {
    // What was never started has no group; that of process 0 would be our own.
    guard process > 0 else { return }
    for end in [input, output, errors] where end >= 0 { close(end) }
    (input, output, errors) = (-1, -1, -1)
    for signal in [SIGTERM, SIGKILL] {
      if reap(until: ChildProcess.now + ChildProcess.patience) { break }
      kill(-process, signal)
    }
    _ = reap(until: ChildProcess.now + ChildProcess.patience)
    // What it has started may have outlived it.
    kill(-process, SIGKILL)
    Interruption.watch(0)
  }

  /// Seconds on a clock that nobody sets.
  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

/// Ends the child when we are interrupted: its own process group does not get the terminal's signals.
private enum Interruption {
  nonisolated(unsafe) private static var child: pid_t = 0

  static func watch(_ process: pid_t) {
    child = process
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(
        number,
        process == 0
          ? SIG_DFL
          : { number in
            if Interruption.child > 0 { kill(-Interruption.child, SIGKILL) }
            signal(number, SIG_DFL)
            raise(number)
          })
    }
  }
}

private let systemWrite = write(_:_:_:)
private let systemRead = read(_:_:_:)
private let systemPoll = poll(_:_:_:)
