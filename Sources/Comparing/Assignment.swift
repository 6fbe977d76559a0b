import Dumps
import Evaluation
import Language
import Lessons
import Marking

/// Finds which quantity of a lesson each tensor of a dump stands for.
struct Assignment {
  /// What a tensor stands for, by the lesson's name of it.
  struct Target: Hashable {
    let name: String
    /// The quantity that it is the gradient or the next value of, whose orientation it shares.
    let parameter: String?
    let isTransposed: Bool
    /// What was taken to be meant, where it was not written so.
    let remark: String?
  }

  private let values: [String]
  private let givens: Set<String>
  private let others: Set<String>
  private let states: Set<String>
  private let loss: String?
  private let deltas: [String: [String]]
  private let mapping: NameMapping
  private var plain: [String: String?] = [:]
  private var folded: [String: String?] = [:]

  /// - Parameter structure: the lesson's own, whatever its sizes.
  init(_ lesson: Lesson, _ structure: LessonStructure, _ mapping: NameMapping) {
    let givens = lesson.derivation.givens.map(\.name)
    self.givens = Set(givens)
    let computed = structure.quantities.filter { !$0.isState && !$0.isFinal }.map(\.name)
    values = givens + computed.filter { !$0.contains("/") }
    others = Set(computed.filter { $0.contains("/") })
    states = Set(structure.quantities.filter { $0.isState && !$0.ways.isEmpty }.map(\.name))
    loss = structure.loss ?? Assignment.lastScalar(lesson)
    deltas = structure.deltas
    self.mapping = mapping
    for name in values + others.sorted() {
      let key = TensorName.plain(name)
      plain[key] = plain[key] == nil ? .some(name) : .some(nil)
      let low = key.lowercased()
      folded[low] = folded[low] == nil ? .some(name) : .some(nil)
    }
  }

  /// What is differentiated where no line of a lesson says so: the last single number that it defines.
  private static func lastScalar(_ lesson: Lesson) -> String? {
    for line in lesson.derivation.lines.reversed() {
      if case .definition(let definition) = line.kind,
        lesson.derivation.program.shape(definition.node).isScalar
      {
        return definition.name
      }
    }
    return nil
  }

  func isGiven(_ name: String) -> Bool { givens.contains(name) }
  func isState(_ name: String) -> Bool { states.contains(name) }

  /// A name of the lesson, for messages.
  var example: String { values.first ?? "W1" }

  // MARK: Tensors

  /// The targets of tensors, by their places in the dump.
  ///
  /// - Throws: ``ComparisonError`` where two tensors stand for one quantity, or the mapping names what is not there.
  func targets(of tensors: [DumpTensor]) throws(ComparisonError) -> [Int: Target] {
    let mapped = try mapped(tensors.map(\.name))
    var result: [Int: Target] = [:]
    var taken: [String: Int] = [:]
    for (place, tensor) in tensors.enumerated() {
      guard let target = target(of: tensor.name, mapped) else { continue }
      if let other = taken[target.name] {
        // The same numbers by two names are no contradiction.
        if tensors[other].values == tensor.values, tensors[other].shape == tensor.shape { continue }
        throw ComparisonError(
          .twice, "`\(tensors[other].name)` and `\(tensor.name)` both stand for \(target.name)",
          hint: "Map one of them to another quantity, or leave it out of the dump.")
      }
      taken[target.name] = place
      result[place] = target
    }
    return result
  }

  private typealias Mapped = [String: (target: String, isTransposed: Bool)]

  /// The mapping's lesson side for each of the dump's names.
  private func mapped(_ names: [String]) throws(ComparisonError) -> Mapped {
    let known = Set(names)
    var result: Mapped = [:]
    for pair in mapping.pairs {
      let isLeft = isDumpLeft(pair, known)
      let (tensor, quantity) = isLeft ? (pair.left, pair.right) : (pair.right, pair.left)
      guard resolved(quantity) != nil || reading(of: quantity, [:]) != nil else {
        let near = didYouMean(quantity, among: values).map { "Did you mean `\($0)`?" }
        throw ComparisonError(
          .mapping, "`\(pair.text)`: the lesson has no `\(quantity)`",
          hint: near ?? "It has \(values.prefix(12).joined(separator: ", ")).")
      }
      guard known.contains(tensor) || names.contains(where: { $0.contains(tensor) }) else {
        let near = didYouMean(tensor, among: names).map { "Did you mean `\($0)`?" }
        throw ComparisonError(
          .mapping, "`\(pair.text)`: the dump has no `\(tensor)`",
          hint: near ?? "It has \(names.prefix(12).joined(separator: ", ")).")
      }
      result[tensor] = (quantity, pair.isTransposed)
    }
    // What is mapped as params/fc1/kernel has its gradient in grads/fc1/kernel.
    for (tensor, target) in result {
      for reading in TensorName.readings(of: tensor, loss: loss)
      where reading.role == .value && result[reading.core] == nil && !known.contains(reading.core) {
        result[reading.core] = target
      }
    }
    return result
  }

  /// Which side of a mapping is the dump's: the other one is the lesson's.
  private func isDumpLeft(_ pair: NameMapping.Pair, _ known: Set<String>) -> Bool {
    func isLessons(_ name: String) -> Bool { resolved(name) != nil || reading(of: name, [:]) != nil }
    if known.contains(pair.left), isLessons(pair.right) { return true }
    if known.contains(pair.right), isLessons(pair.left) { return false }
    return isLessons(pair.right) || !isLessons(pair.left)
  }

  private func target(of name: String, _ mapped: Mapped) -> Target? {
    if let found = mapped[name] { return reading(of: found.target, [:], isTransposed: found.isTransposed) }
    return reading(of: name, mapped)
  }

  /// - Parameter mapped: names that stand for parts of this one: `fc1.weight` in `fc1.weight.grad`.
  private func reading(of name: String, _ mapped: Mapped, isTransposed: Bool = false) -> Target? {
    if let found = delta(name) { return found }
    for reading in TensorName.readings(of: name, loss: loss) {
      let said = mapped[reading.core]
      guard let core = said?.target ?? resolved(reading.core), let core = resolved(core) else { continue }
      let transposed = isTransposed || (said?.isTransposed ?? false)
      let remark = said == nil && core != name && reading.core != core ? "taken for \(core)" : nil
      switch reading.role {
      case .value:
        let bottom = core.split(separator: "/").last.map { String($0.dropFirst()) }
        return Target(
          name: core, parameter: core.contains("/") ? bottom : nil, isTransposed: transposed, remark: remark)
      case .gradient:
        guard let loss, core != loss, !core.contains("/") else { continue }
        return Target(
          name: "d\(loss)/d\(core)", parameter: core, isTransposed: transposed,
          remark: "taken for d\(loss)/d\(core)")
      case .updated:
        guard states.contains(core) else { continue }
        return Target(
          name: "\(core){1}", parameter: core, isTransposed: transposed,
          remark: "taken for \(core) after its update")
      }
    }
    if let loss, ["loss", "cost", "error"].contains(name.lowercased()) {
      return Target(name: loss, parameter: nil, isTransposed: false, remark: "taken for \(loss)")
    }
    return nil
  }

  /// `delta1` where the lesson has only ∂E/∂z1.
  private func delta(_ name: String) -> Target? {
    let name = TensorName.plain(name.replacing("δ", with: "delta"))
    guard name.hasPrefix("delta"), resolved(name) == nil, let loss else { return nil }
    let nets = deltas.keys.filter { $0.dropFirst() == name.dropFirst(5) }
    guard nets.count == 1, let net = nets.first else { return nil }
    return Target(
      name: "d\(loss)/d\(net)", parameter: nil, isTransposed: false, remark: "taken for d\(loss)/d\(net)")
  }

  /// The lesson's name that a name is, perhaps with other dots, underscores or capitals.
  private func resolved(_ name: String) -> String? {
    if values.contains(name) || others.contains(name) { return name }
    let key = TensorName.plain(name)
    if let found = plain[key] { return found }
    return folded[key.lowercased()] ?? nil
  }

  /// A quantity of the tensor's shape that nothing in the dump stands for, for a hint.
  func suggestion(for tensor: DumpTensor, _ free: [(name: String, shape: [Int])]) -> String? {
    let fitting = free.filter { $0.shape == tensor.shape && !tensor.shape.isEmpty }
    return fitting.count == 1 ? fitting.first?.name : nil
  }
}
