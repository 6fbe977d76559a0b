import Dumps
import Evaluation
import Numbers

/// A tensor of a dump in the axes of the quantity that it stands for.
struct MappedTensor: Sendable {
  let tensor: DumpTensor
  let item: Int
  let placement: Placement
  let remarks: [String]
  /// In the quantity's axes; where the tensor's shape is another, its own.
  let values: [Double]
  /// For each of these the place in the tensor.
  private let order: [Int]
  /// What is wrong with the shape.
  let misfit: String?

  init(_ tensor: DumpTensor, item: Int, _ placement: Placement, remarks: [String], misfit: String? = nil) {
    self.tensor = tensor
    self.item = item
    self.placement = placement
    self.remarks = remarks + [placement.remark].compactMap(\.self)
    self.misfit = misfit
    let order = placement.order
    self.order = order
    values = order.map { tensor.values[$0] }
  }

  var type: ElementType { tensor.type }

  var hasOnlyNumbers: Bool { values.allSatisfy(\.isFinite) }

  /// Whether something can be computed from it.
  var isReadable: Bool { misfit == nil && hasOnlyNumbers }

  /// The index, from 0, of an entry in the tensor's own axes.
  func index(at place: Int) -> [Int] { placement.index(at: order[place]) }

  /// What any program can have meant by these entries, where it wrote them down after a rounding. Below the
  /// smallest normal number that may have cost all their digits.
  ///
  /// - Parameter recomputed: by how much of itself an entry may be another where a program uses it, because the
  ///   function that it comes from is computed there once more.
  func rounded(_ shape: Shape, recomputed: Double) -> Tensor<RoundingArithmetic.Number> {
    if misfit != nil { return Tensor(shape: shape, entries: Array(repeating: .unknown, count: shape.count)) }
    let underflow = type.roundingArithmetic.underflow
    func number(_ value: Double) -> RoundingArithmetic.Number {
      guard value.isFinite else { return .unknown }
      guard type.isFloatingPoint else { return RoundingArithmetic.Number(value, within: 0) }
      let lost = abs(value) < (type.leastNormal ?? 0) ? underflow : 0
      return RoundingArithmetic.Number(
        value, within: type.ulp(of: value) / 2 + recomputed * abs(value) + lost)
    }
    return Tensor(shape: shape, entries: values.map(number))
  }

  /// The entries as they are.
  func exact(_ shape: Shape) -> Tensor<RoundingArithmetic.Number> {
    Tensor(
      shape: shape, entries: values.map { $0.isFinite ? RoundingArithmetic.Number($0, within: 0) : .unknown })
  }

  /// The same in enclosures; nil where an entry is no number.
  func roundedEnclosures(_ shape: Shape, recomputed: Double) -> Tensor<Enclosure>? {
    let numbers = rounded(shape, recomputed: recomputed).entries
    let entries = numbers.compactMap { number -> Enclosure? in
      guard number.isKnown, let value = try? Rational(exactly: number.value),
        let bound = try? Rational(exactly: number.bound)
      else { return nil }
      return Enclosure(lower: value - bound, upper: value + bound, precision: 64)
    }
    return entries.count == numbers.count ? Tensor(shape: shape, entries: entries) : nil
  }

  /// The entries as reals; nil where one is no number.
  func enclosures(_ shape: Shape) -> Tensor<Enclosure>? {
    var entries: [Enclosure] = []
    entries.reserveCapacity(values.count)
    for value in values {
      guard let exact = try? Rational(exactly: value) else { return nil }
      entries.append(Enclosure(exact, precision: 64))
    }
    return Tensor(shape: shape, entries: entries)
  }
}

extension ElementType {
  /// What any program that computes in this type can have got.
  var roundingArithmetic: RoundingArithmetic {
    // The subnormal numbers of the wider types are flushed to zero by many processors.
    let underflow = self == .float16 ? leastSubnormal : leastNormal
    return RoundingArithmetic(unitRoundoff: unitRoundoff, underflow: underflow ?? 0)
  }
}
