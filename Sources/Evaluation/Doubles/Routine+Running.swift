import Numbers

extension Routine {
  /// Does all instructions in their order.
  ///
  /// - Parameter table: where each slot lies.
  func run(_ table: UnsafeMutablePointer<UnsafeMutablePointer<Double>>) {
    guard var next = UnsafePointer(instructions.baseAddress) else { return }
    let end = next + instructions.count
    while next < end {
      let instruction = next.pointee
      next += 1
      let (a, b) = (UnsafePointer(table[instruction.a]), UnsafePointer(table[instruction.b]))
      let result = table[instruction.to] + instruction.offset
      let count = instruction.count
      switch instruction.kind {
      case .sum: entrywise(instruction, a, b, result, { $0 + $1 }, { $0 + $1 })
      case .difference: entrywise(instruction, a, b, result, { $0 - $1 }, { $0 - $1 })
      case .product: entrywise(instruction, a, b, result, { $0 * $1 }, { $0 * $1 })
      case .quotient: entrywise(instruction, a, b, result, { $0 / $1 }, { $0 / $1 })
      case .maximum: seldom(instruction, a, b, result) { DoubleArithmetic().maximum($0, $1) }
      case .indicator(let relation):
        seldom(instruction, a, b, result) { DoubleArithmetic().indicator(relation, $0, $1) }
      case .copy:
        if instruction.mode == .dense {
          result.update(from: a, count: count)
        } else {
          result.update(repeating: a[0], count: count)
        }
      case .negation: for place in 0..<count { result[place] = -a[place] }
      case .power: Routine.power(instruction.detail, a, result, count)
      case .function(let function): Routine.value(of: function, a, result, count)
      case .gather: Routine.gather(walks[instruction.detail], a, result)
      case .place: Routine.place(walks[instruction.detail], a, result)
      case .contraction:
        let walk = walks[instruction.detail]
        Routine.contract(walk, a, b, result, packing: walk.packing < 0 ? nil : table[walk.packing])
      }
    }
  }

  // MARK: Entry by entry

  /// An operation on two operands, four entries at a time; the same for one entry is told too.
  @inline(__always) private func entrywise(
    _ instruction: Instruction, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    _ result: UnsafeMutablePointer<Double>, _ four: (SIMD4<Double>, SIMD4<Double>) -> SIMD4<Double>,
    _ one: (Double, Double) -> Double
  ) {
    let count = instruction.count
    switch instruction.mode {
    case .dense:
      var place = 0
      while place &+ 4 <= count {
        (result + place).four = four((a + place).four, (b + place).four)
        place &+= 4
      }
      while place < count {
        result[place] = one(a[place], b[place])
        place &+= 1
      }
    case .leftSplat:
      let left = a[0]
      var place = 0
      while place &+ 4 <= count {
        (result + place).four = four(SIMD4(repeating: left), (b + place).four)
        place &+= 4
      }
      while place < count {
        result[place] = one(left, b[place])
        place &+= 1
      }
    case .rightSplat:
      let right = b[0]
      var place = 0
      while place &+ 4 <= count {
        (result + place).four = four((a + place).four, SIMD4(repeating: right))
        place &+= 4
      }
      while place < count {
        result[place] = one(a[place], right)
        place &+= 1
      }
    case .leftView:
      let walk = walks[instruction.detail]
      Routine.spread(walk, a, b, result, { four($0, $1) }, { one($0, $1) })
    case .rightView:
      let walk = walks[instruction.detail]
      Routine.spread(walk, b, a, result, { four($1, $0) }, { one($1, $0) })
    }
  }

  /// The same where one operand is spread over the result.
  @inline(__always) private static func spread(
    _ walk: Walk, _ view: UnsafePointer<Double>, _ other: UnsafePointer<Double>,
    _ result: UnsafeMutablePointer<Double>, _ four: (SIMD4<Double>, SIMD4<Double>) -> SIMD4<Double>,
    _ one: (Double, Double) -> Double
  ) {
    var (result, other) = (result, other)
    for row in 0..<walk.rows {
      let source = view + walk.leftRows[row]
      var j = 0
      if walk.leftStride == 1 {
        while j &+ 4 <= walk.inner {
          (result + j).four = four((source + j).four, (other + j).four)
          j &+= 4
        }
      }
      while j < walk.inner {
        result[j] = one(source[j &* walk.leftStride], other[j])
        j &+= 1
      }
      result += walk.inner
      other += walk.inner
    }
  }

  /// An operation that is seldom the one that takes time.
  @inline(__always) private func seldom(
    _ instruction: Instruction, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    _ result: UnsafeMutablePointer<Double>, _ one: (Double, Double) -> Double
  ) {
    let (aStride, bStride) = (
      instruction.mode == .leftSplat ? 0 : 1, instruction.mode == .rightSplat ? 0 : 1
    )
    for place in 0..<instruction.count { result[place] = one(a[place &* aStride], b[place &* bStride]) }
  }

  private static func power(
    _ exponent: Int, _ a: UnsafePointer<Double>, _ result: UnsafeMutablePointer<Double>, _ count: Int
  ) {
    // 1·x·x and 1/(1·x) are x·x and 1/x to the bit.
    switch exponent {
    case 2: for place in 0..<count { result[place] = a[place] * a[place] }
    case -1: for place in 0..<count { result[place] = 1 / a[place] }
    default: for place in 0..<count { result[place] = DoubleArithmetic().power(a[place], exponent) }
    }
  }

  private static func value(
    of function: Function, _ a: UnsafePointer<Double>, _ result: UnsafeMutablePointer<Double>, _ count: Int
  ) {
    switch function {
    case .sigmoid: ElementaryDouble.sigmoids(of: a, into: result, count: count)
    case .exp: ElementaryDouble.exponentials(of: a, into: result, count: count)
    case .relu: for place in 0..<count { result[place] = a[place] > 0 ? a[place] : 0 }
    case .step: for place in 0..<count { result[place] = a[place] > 0 ? 1 : 0 }
    default:
      for place in 0..<count { result[place] = DoubleArithmetic().value(of: function, at: a[place]) }
    }
  }

  // MARK: By a walk

  private static func gather(
    _ walk: Walk, _ source: UnsafePointer<Double>, _ result: UnsafeMutablePointer<Double>
  ) {
    var result = result
    for row in 0..<walk.rows {
      let start = source + walk.leftRows[row]
      if walk.terms == Walk.nothing {
        for j in 0..<walk.inner { result[j] = start[j &* walk.leftStride] }
      } else if walk.terms == 0 {
        result.update(repeating: 0, count: walk.inner)
      } else {
        add(walk, start, result)
      }
      result += walk.inner
    }
  }

  /// Sums of entries, those of eight columns side by side.
  @inline(__always) private static func add(
    _ walk: Walk, _ start: UnsafePointer<Double>, _ result: UnsafeMutablePointer<Double>
  ) {
    var j = 0
    if walk.leftStride == 1 {
      while j &+ 8 <= walk.inner {
        var total = (start + (walk.leftSums[0] &+ j)).eight
        for k in 1..<max(walk.terms, 1) { total += (start + (walk.leftSums[k] &+ j)).eight }
        (result + j).eight = total
        j &+= 8
      }
    }
    while j < walk.inner {
      let column = start + j &* walk.leftStride
      var total = column[walk.leftSums[0]]
      for k in 1..<max(walk.terms, 1) { total += column[walk.leftSums[k]] }
      result[j] = total
      j &+= 1
    }
  }

  private static func place(
    _ walk: Walk, _ source: UnsafePointer<Double>, _ result: UnsafeMutablePointer<Double>
  ) {
    var source = source
    for row in 0..<walk.rows {
      let start = result + walk.leftRows[row]
      for j in 0..<walk.inner { start[j &* walk.leftStride] = source[j] }
      source += walk.inner
    }
  }
}

extension UnsafePointer<Double> {
  /// The four numbers that begin here.
  @inline(__always) var four: SIMD4<Double> {
    UnsafeRawPointer(self).loadUnaligned(as: SIMD4<Double>.self)
  }

  /// The eight numbers that begin here.
  @inline(__always) var eight: SIMD8<Double> {
    UnsafeRawPointer(self).loadUnaligned(as: SIMD8<Double>.self)
  }

  /// Eight numbers that lie `stride` apart.
  @inline(__always) func eight(_ stride: Int) -> SIMD8<Double> {
    switch stride {
    case 0: SIMD8(repeating: self[0])
    case 1: eight
    default:
      SIMD8(
        self[0], self[stride], self[2 &* stride], self[3 &* stride], self[4 &* stride], self[5 &* stride],
        self[6 &* stride], self[7 &* stride])
    }
  }
}

extension UnsafeMutablePointer<Double> {
  @inline(__always) var four: SIMD4<Double> {
    get { UnsafeRawPointer(self).loadUnaligned(as: SIMD4<Double>.self) }
    nonmutating set { UnsafeMutableRawPointer(self).storeBytes(of: newValue, as: SIMD4<Double>.self) }
  }

  @inline(__always) var eight: SIMD8<Double> {
    get { UnsafeRawPointer(self).loadUnaligned(as: SIMD8<Double>.self) }
    nonmutating set { UnsafeMutableRawPointer(self).storeBytes(of: newValue, as: SIMD8<Double>.self) }
  }
}
