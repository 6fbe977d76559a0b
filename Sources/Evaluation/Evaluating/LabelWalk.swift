/// From an entry of one array to the entries of others that have the same labels.
struct LabelWalk {
  /// Of the entry's own axes: how an index is read off a place, and how far it moves the result and the other factor.
  private var axes: [(stride: Int, size: Int, result: Int, other: Int)] = []
  /// Pairs of axes that have one label: entries off the diagonal belong nowhere.
  private var diagonals: [(Int, Int)] = []
  /// The same for labels that the entry leaves free.
  private var free: [(size: Int, result: Int, other: Int)] = []

  init(
    _ labels: [Int], _ shape: Shape, free: [(label: Int, size: Int)], to: (labels: [Int], shape: Shape),
    other: (labels: [Int], shape: Shape)
  ) {
    func strides(_ label: Int) -> (result: Int, other: Int) {
      (Labels.stride(label, to.labels, to.shape), Labels.stride(label, other.labels, other.shape))
    }
    for (axis, (label, (stride, size))) in zip(labels, zip(shape.strides, shape.axes)).enumerated() {
      if let first = labels.firstIndex(of: label), first < axis {
        diagonals.append((first, axis))
        axes.append((stride, size, 0, 0))
      } else {
        axes.append((stride, size, strides(label).result, strides(label).other))
      }
    }
    self.free = free.map { ($0.size, strides($0.label).result, strides($0.label).other) }
  }

  /// Axis by axis into an array with these strides.
  init(_ shape: Shape, result: [Int]) {
    axes = zip(zip(shape.strides, shape.axes), result).map { ($0.0, $0.1, $1, 0) }
  }

  func offset(of place: Int) -> Int {
    axes.reduce(0) { $0 + (place / $1.stride) % max($1.size, 1) * $1.result }
  }

  func forEach(_ place: Int, _ body: (_ result: Int, _ other: Int) -> Void) {
    func index(_ axis: Int) -> Int { (place / axes[axis].stride) % max(axes[axis].size, 1) }
    guard diagonals.allSatisfy({ index($0) == index($1) }) else { return }
    var (result, other) = (0, 0)
    for axis in axes.indices {
      result += index(axis) * axes[axis].result
      other += index(axis) * axes[axis].other
    }
    visit(0, result, other, body)
  }

  private func visit(_ number: Int, _ result: Int, _ other: Int, _ body: (Int, Int) -> Void) {
    guard number < free.count else { return body(result, other) }
    for position in 0..<free[number].size {
      visit(
        number + 1, result + position * free[number].result, other + position * free[number].other, body)
    }
  }
}
