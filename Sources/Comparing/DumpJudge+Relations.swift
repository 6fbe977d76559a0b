import Evaluation
import Numbers

/// What a wrong tensor looks like beside the right one, whatever formula it came from.
extension DumpJudge {
  func relations(_ mapped: MappedTensor, _ reading: Reading, _ misses: [Int]) -> [Explanation] {
    guard mapped.values.count > 1 || mapped.values.contains(0) || misses.count == 1 else { return [] }
    var result: [Explanation] = []
    if mapped.values.allSatisfy({ $0 == 0 }) {
      result.append(plain(.zero, "all zero"))
    } else if misses.count == mapped.values.count || misses.count > 2 {
      result += factor(mapped, reading, misses)
    }
    if result.isEmpty { result += orders(mapped, reading, misses) }
    if result.isEmpty { result += products(mapped, reading, misses) }
    return result
  }

  private func plain(_ cause: Explanation.Cause, _ text: String, why: String? = nil) -> Explanation {
    Explanation(cause: cause, text: text, why: why, wrong: nil, right: nil)
  }

  // MARK: Factors

  /// The right values times one number.
  private func factor(_ mapped: MappedTensor, _ reading: Reading, _ misses: [Int]) -> [Explanation] {
    let values = reading.values
    guard let pivot = values.indices.max(by: { abs(values[$0].value) < abs(values[$1].value) }),
      values[pivot].value != 0, mapped.values[pivot].isFinite
    else { return [] }
    let measured = mapped.values[pivot] / values[pivot].value
    let uncertain = abs(measured) * (values[pivot].bound / abs(values[pivot].value) + 4 * type.unitRoundoff)
    let named = namedFactors().first { abs($0.value - measured) <= uncertain }
    // Of a single number anything is a multiple.
    guard named != nil || mapped.values.count > 2 else { return [] }
    let factor = named?.value ?? measured
    let slack = named == nil ? uncertain : 0
    let scaled = values.map { number in
      RoundingArithmetic.Number(
        number.value * factor,
        within: number.bound * (abs(factor) + slack) + abs(number.value)
          * (slack + 4 * type.unitRoundoff * abs(factor)))
    }
    guard fits(mapped, scaled, values, misses) else { return [] }
    return [
      plain(
        .factor(factor),
        named?.text ?? otherDivisor(measured, uncertain)
          ?? "every entry \(factor.formatted(digits: 6)) times what it should be")
    ]
  }

  /// A ratio of an axis' size and another whole number: a sum over all entries that was divided by something else.
  private func otherDivisor(_ measured: Double, _ uncertain: Double) -> String? {
    for item in specification.items where item.kind == .given {
      for (axis, size) in specification.program.shape(item.node).axes.enumerated() where size > 1 {
        let divisor = (Double(size) / measured).rounded()
        guard divisor > 1, divisor < 1e6, Int(divisor) != size,
          abs(Double(size) / divisor - measured) <= uncertain
        else { continue }
        return "\(size)/\(Int(divisor)) times what it should be: as if divided by \(Int(divisor)), where "
          + "\(item.name) has \(size) entries along its axis \(axis + 1)"
      }
    }
    return nil
  }

  /// Numbers that are forgotten or applied twice: the sign, the 2 of the square, sizes of axes.
  private func namedFactors() -> [(value: Double, text: String)] {
    var result: [(value: Double, text: String)] = [
      (-1, "the sign is the other one"), (2, "twice what it should be"), (0.5, "half of what it should be"),
      (-2, "twice what it should be, with the other sign"),
    ]
    var sizes: [Int: String] = [:]
    for item in specification.items where item.kind == .given {
      for (axis, size) in specification.program.shape(item.node).axes.enumerated()
      where size > 2 && sizes[size] == nil {
        sizes[size] = "\(item.name) has \(size) entries along its axis \(axis + 1)"
      }
    }
    for (size, text) in sizes.sorted(by: { $0.key < $1.key }) {
      let number = Double(size)
      result.append((number, "\(size) times what it should be: \(text); a sum for a mean?"))
      result.append((1 / number, "1/\(size) of what it should be: \(text); a mean for a sum?"))
      result.append((2 * number, "\(2 * size) times what it should be: \(text); 2·\(size)"))
      result.append((0.5 / number, "1/\(2 * size) of what it should be: \(text); 2·\(size)"))
    }
    for given in specification.items where given.kind == .given {
      guard let item = specification[given.name], let value = bench.givens[item], value.shape.isScalar,
        let number = value.entries.first?.value, number != 0, abs(number) != 1
      else { continue }
      result.append((number, "\(given.name) times what it should be"))
      result.append((1 / number, "it lacks the factor \(given.name)"))
    }
    return result
  }

  /// Each entry multiplied or divided by that of another tensor of the same shape.
  private func products(_ mapped: MappedTensor, _ reading: Reading, _ misses: [Int]) -> [Explanation] {
    let arithmetic = bench.arithmetic
    for (item, other) in (bench.givens.merging(bench.present) { a, _ in a }).sorted(by: { $0.key < $1.key })
    where item != mapped.item && other.shape == specification.shape(mapped.item) && !other.shape.isScalar {
      let name = tensors[item]?.tensor.name ?? specification.items[item].name
      let pairs = zip(reading.values, other.entries)
      if fits(mapped, pairs.map { arithmetic.product($0, $1) }, reading.values, misses) {
        return [plain(.input(name), "every entry times that of `\(name)`")]
      }
      if fits(mapped, pairs.map { arithmetic.quotient($0, $1) }, reading.values, misses) {
        return [plain(.input(name), "every entry divided by that of `\(name)`")]
      }
    }
    return []
  }

  // MARK: Order

  /// The right entries in other places: transposed, shifted or permuted along an axis.
  private func orders(_ mapped: MappedTensor, _ reading: Reading, _ misses: [Int]) -> [Explanation] {
    let shape = specification.shape(mapped.item)
    let values = reading.values
    func fits(_ source: (Int) -> Int) -> Bool {
      self.fits(mapped, values.indices.map { values[source($0)] }, values, misses)
    }
    if shape.rank == 2, shape.axes[0] == shape.axes[1],
      fits({ $0 % shape.axes[0] * shape.axes[0] + $0 / shape.axes[0] })
    {
      return [plain(.transposed, "transposed", why: "The gradient has the very shape of its parameter.")]
    }
    for axis in shape.axes.indices where shape.axes[axis] > 1 && shape.axes[axis] <= DumpJudge.orderLimit {
      let (size, stride) = (shape.axes[axis], shape.strides[axis])
      guard let order = permutation(mapped, values, size: size, stride: stride), order != Array(0..<size),
        fits({ $0 + (order[$0 / stride % size] - $0 / stride % size) * stride })
      else { continue }
      let shift = order[0]
      let isShift = order.indices.allSatisfy { order[$0] == ($0 + shift) % size }
      let along = shape.rank == 1 ? "" : " along axis \(axis + 1)"
      return [
        plain(
          .order(axis: axis),
          isShift
            ? "the right entries, shifted by \(min(shift, size - shift))\(along)"
            : "the right entries in another order\(along): \(order.map { String($0 + 1) }.joined(separator: ", "))"
        )
      ]
    }
    return []
  }

  /// Longer axes are not searched for permutations.
  private static let orderLimit = 64

  /// For each index along an axis the one whose right entries it has.
  private func permutation(_ mapped: MappedTensor, _ values: Values, size: Int, stride: Int) -> [Int]? {
    let starts = values.indices.filter { $0 / stride % size == 0 }
    var used: Set<Int> = []
    var order: [Int] = []
    for index in 0..<size {
      let found = (0..<size).first { other in
        !used.contains(other)
          && starts.allSatisfy {
            mapped.type.fit(mapped.values[$0 + index * stride], values[$0 + other * stride]) == .within
          }
      }
      guard let found else { return nil }
      used.insert(found)
      order.append(found)
    }
    return order
  }

  // MARK: Parts

  /// Only an entry, a row or a column is wrong.
  func part(_ mapped: MappedTensor, _ reading: Reading, _ misses: [Int]) -> [Explanation] {
    let shape = specification.shape(mapped.item)
    guard misses.count < mapped.values.count, let first = misses.first else { return [] }
    let zero = misses.allSatisfy { mapped.values[$0] == 0 } ? ", and zero there" : ""
    if misses.count == 1 {
      let index = shape.index(at: first).map(String.init).joined(separator: ",")
      return [plain(.part, "only the entry [\(index)] is wrong\(zero)")]
    }
    for axis in shape.axes.indices {
      let (size, stride) = (shape.axes[axis], shape.strides[axis])
      let indices = Set(misses.map { $0 / stride % size })
      guard indices.count == 1, let index = indices.first, size > 1 else { continue }
      let what =
        shape.rank == 2
        ? (axis == 0 ? "row \(index + 1)" : "column \(index + 1)") : "index \(index + 1) of axis \(axis + 1)"
      return [plain(.part, "only \(what) is wrong\(zero)")]
    }
    return [plain(.part, "\(misses.count) of \(mapped.values.count) entries are wrong\(zero)")]
  }
}

extension Double {
  /// With so many significant digits, trailing zeros left out; the same on every machine.
  func formatted(digits: Int) -> String {
    guard isFinite, self != 0, let exact = try? Rational(exactly: self) else { return String(self) }
    return Enclosure(exact, precision: 64).decimal(significant: digits) ?? String(self)
  }
}
