import Language
import Marking

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Markers that are lent out to whoever has a sheet to mark, one for each that works at a time.
///
/// A marker that comes back keeps the verdicts on formulas that it has seen. Which marker marks which sheet
/// makes no difference to the marks.
final class SheetMarkers: @unchecked Sendable {
  struct Outcome: Sendable {
    let sheet: MarkedSheet
    /// Why the file could not be read at all.
    let fault: FileError?
  }

  private let key: AnswerKey
  private var idle: [SheetMarker] = []
  /// What no numbers can show, once a variant has been asked for.
  private var structural: Set<Audit.Finding>?
  /// The key for two mistakes at once, once a sheet has asked for it.
  private var pairs: AnswerKey?
  private let lock: UnsafeMutablePointer<pthread_mutex_t>

  private let worksHints: Bool

  init(_ key: AnswerKey, worksHints: Bool) {
    self.key = key
    self.worksHints = worksHints
    lock = .allocate(capacity: 1)
    pthread_mutex_init(lock, nil)
  }

  deinit {
    pthread_mutex_destroy(lock)
    lock.deallocate()
  }

  /// Marks a file; one that cannot be read has a sheet that says so.
  func mark(_ path: String) -> Outcome {
    do throws(FileError) {
      let source = path == AnswerFiles.standardInput ? try Files.standardInput() : try Files.source(path)
      if let variant = SheetMarker.variant(of: source) {
        let own = Variant.key(for: variant.student, key, draw: variant.draw) { findStructural() }.key
        var marker = SheetMarker(own, worksHints: worksHints) { [self] in findPairs().with(own.lesson) }
        return Outcome(sheet: named(marker.mark(source), path), fault: nil)
      }
      var marker = take()
      defer { give(marker) }
      return Outcome(sheet: named(marker.mark(source), path), fault: nil)
    } catch {
      return Outcome(sheet: named(key.unreadable(path, error.reason), path), fault: error)
    }
  }

  /// What no numbers can show, found once.
  private func findStructural() -> Set<Audit.Finding> {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    let found = structural ?? Audit.structural(key)
    structural = found
    return found
  }

  /// The key with two mistakes in each recipe, made once.
  private func findPairs() -> AnswerKey {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    let found = pairs ?? key.withPairs
    pairs = found
    return found
  }

  /// The file's name tells who answered where the file itself does not.
  private func named(_ sheet: MarkedSheet, _ path: String) -> MarkedSheet {
    guard sheet.student.id == nil, path != AnswerFiles.standardInput else { return sheet }
    var sheet = sheet
    sheet.student.id = AnswerFiles.student(of: path)
    return sheet
  }

  private func take() -> SheetMarker {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    return idle.popLast() ?? SheetMarker(key, worksHints: worksHints) { [self] in findPairs() }
  }

  private func give(_ marker: SheetMarker) {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    idle.append(marker)
  }
}
