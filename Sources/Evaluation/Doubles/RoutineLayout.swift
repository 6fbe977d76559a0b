/// Where the slots lie that hold what is computed on the way: a slot that is read for the last time gives its place
/// to the next one of its size.
struct RoutineLayout {
  private(set) var places: [(slot: Int, place: Int)] = []
  private(set) var count = 0
  private var free: [Int: [Int]] = [:]

  /// Slots begin at multiples of this, a line of a processor's cache.
  private static let line = 8

  init(_ builder: RoutineBuilder, outputs: [Routine.Output]) {
    var isOwn = builder.slots.map { $0.isTemporary }
    for output in outputs { isOwn[output.slot] = false }
    var last = [Int](repeating: -1, count: builder.slots.count)
    for (position, instruction) in builder.instructions.enumerated() {
      for slot in instruction.reads + [instruction.to] { last[slot] = position }
    }
    var placed = [Int?](repeating: nil, count: builder.slots.count)
    for (position, instruction) in builder.instructions.enumerated() {
      let (ending, to) = (Set(instruction.reads).filter { isOwn[$0] && last[$0] == position }, instruction.to)
      if isOwn[to], placed[to] == nil {
        let size = builder.slots[to].count
        // An operation on two operands may write over the one that it reads in step.
        let lender =
          instruction.isElementwise
          ? ending.sorted().first { builder.slots[$0].count == size && instruction.readsInStep($0) } : nil
        if let lender, let place = placed[lender] {
          placed[to] = place
          placed[lender] = nil
        } else {
          placed[to] = take(size)
        }
        if let place = placed[to] { places.append((to, place)) }
      }
      for slot in ending where slot != to {
        if let place = placed[slot] { free[builder.slots[slot].count, default: []].append(place) }
        placed[slot] = nil
      }
    }
    if let packing = builder.packing {
      // Used within one instruction: memory that no other slot has at any time.
      places.append((packing, count))
      count += builder.slots[packing].count
    }
  }

  private mutating func take(_ size: Int) -> Int {
    if let place = free[size]?.popLast() { return place }
    defer { count += (size + RoutineLayout.line - 1) / RoutineLayout.line * RoutineLayout.line }
    return count
  }
}
