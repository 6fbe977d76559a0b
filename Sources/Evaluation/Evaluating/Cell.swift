/// Memory for the entries of one node, at a place that does not change while it is there.
///
/// Evaluators that were copied from one another share cells; whoever writes to one makes sure that it is his own
/// (``Evaluator/ownCell(_:count:)``), so that a cell never changes for anybody else.
@usableFromInline final class Cell<Number: Sendable>: @unchecked Sendable {
  @usableFromInline let start: UnsafeMutablePointer<Number>
  @usableFromInline let count: Int

  @usableFromInline init(repeating number: Number, count: Int) {
    start = .allocate(capacity: max(count, 1))
    start.initialize(repeating: number, count: count)
    self.count = count
  }

  @usableFromInline init(_ entries: [Number]) {
    start = .allocate(capacity: max(entries.count, 1))
    count = entries.count
    entries.withUnsafeBufferPointer { entries in
      if let first = entries.baseAddress { start.initialize(from: first, count: entries.count) }
    }
  }

  deinit {
    start.deinitialize(count: count)
    start.deallocate()
  }

  @usableFromInline var entries: [Number] { Array(UnsafeBufferPointer(start: start, count: count)) }
}
