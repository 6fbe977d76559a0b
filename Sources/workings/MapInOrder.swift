#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Array where Element: Sendable {
  /// Does the work for all elements, as many at a time as there are processors, and hands the results over one by
  /// one in the order of the elements, each as soon as it and those before it are there.
  func mapInOrder<Value: Sendable>(
    _ work: @escaping @Sendable (Element) -> Value, use: (Element, Value) -> Void
  ) async {
    // One alone needs no other thread.
    guard count > 1 else {
      for element in self { use(element, work(element)) }
      return
    }
    let processors = Swift.max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1)
    await withTaskGroup(of: (Int, Value).self) { group in
      var started = 0
      func start() {
        guard started < count else { return }
        let place = started
        let element = self[place]
        started += 1
        group.addTask { (place, work(element)) }
      }
      for _ in 0..<processors { start() }
      var waiting: [Int: Value] = [:]
      var next = 0
      for await (place, value) in group {
        waiting[place] = value
        start()
        while next < count, let value = waiting.removeValue(forKey: next) {
          use(self[next], value)
          next += 1
        }
      }
    }
  }
}
