import Dumps
import Evaluation
import Language
import Lessons
import Marking
import Numbers

/// A lesson fitted to a dump: which way its tensors lie, and the sizes that follow.
struct Fitting {
  private let base: Lesson
  private let structure: LessonStructure
  private let assignment: Assignment
  /// By the given's name.
  private var placements: [String: Placement] = [:]
  private var values: [String: Tensor<Rational>] = [:]
  private var sizes: [String: Int] = [:]
  /// Derivatives that no line of the lesson asks for.
  private var extras: [String] = []
  /// Givens that the dump has not got, with the lesson's numbers and without any.
  private(set) var ownGivens: [String] = []
  private(set) var unknownGivens: [String] = []

  init(_ lesson: Lesson, _ structure: LessonStructure, _ assignment: Assignment) {
    base = lesson
    self.structure = structure
    self.assignment = assignment
  }

  // MARK: Givens

  /// - Throws: ``ComparisonError`` where sizes do not go together.
  mutating func fit(_ tensors: [DumpTensor], _ targets: [Int: Assignment.Target]) throws(ComparisonError) {
    let program = base.derivation.program
    let definitions = base.derivation.lines.compactMap { line -> Program.ID? in
      if case .definition(let definition) = line.kind { definition.node } else { nil }
    }
    let classes = AxisClasses(program, of: definitions)
    let open = openClasses(classes)
    func classesOf(_ given: Given) -> [Int] {
      (0..<given.value.shape.rank).map { axis in
        let root = classes.root(given.node, axis)
        return given.letters.flatMap { open[$0[axis]] } ?? open.values.first { $0 == root } ?? root
      }
    }
    let places = Dictionary(
      targets.map { ($0.value.name, $0.key) }, uniquingKeysWith: { min($0, $1) })
    let present = base.derivation.givens.filter { places[$0.name] != nil }
    let wanted = present.compactMap { given -> SizeFit.Wanted? in
      guard let place = places[given.name], let target = targets[place] else { return nil }
      return SizeFit.Wanted(
        name: tensors[place].name, given: given.name, shape: tensors[place].shape, classes: classesOf(given),
        isTransposed: target.isTransposed)
    }
    let solution = try SizeFit.solve(wanted)
    var isOther = false
    for (given, placement) in zip(present, solution.placements) {
      guard let place = places[given.name] else { continue }
      let value = try Fitting.rational(tensors[place], placement)
      isOther = isOther || value != given.value
      placements[given.name] = placement
      values[given.name] = value
      for (letter, size) in zip(given.letters ?? [], placement.result) { sizes[letter] = size }
    }
    settleOthers(present: Set(present.map(\.name)), isOther: isOther, classesOf, solution.sizes)
    findExtras(targets)
  }

  /// The class of each letter of open givens; axes with the same letter are tied.
  private func openClasses(_ classes: AxisClasses) -> [String: Int] {
    var result: [String: Int] = [:]
    for given in base.derivation.givens {
      for (axis, letter) in (given.letters ?? []).enumerated() where result[letter] == nil {
        result[letter] = classes.root(given.node, axis)
      }
    }
    return result
  }

  /// Givens that the dump has not got: the lesson's own numbers stand for them where the dump's other ones are the
  /// lesson's too, or where they are single numbers, such as a step size. Of the rest nothing is known.
  private mutating func settleOthers(
    present: Set<String>, isOther: Bool, _ classesOf: (Given) -> [Int], _ sizes: [Int: Int]
  ) {
    for given in base.derivation.givens where !present.contains(given.name) {
      let isOpen = given.letters != nil
      if !isOpen, given.value.shape.isScalar || !isOther {
        ownGivens.append(given.name)
        continue
      }
      unknownGivens.append(given.name)
      let axes = zip(classesOf(given), given.value.shape.axes).map { sizes[$0] ?? $1 }
      for (letter, size) in zip(given.letters ?? [], axes) where self.sizes[letter] == nil {
        self.sizes[letter] = size
      }
      // Any numbers do: nothing is judged by them. None is zero, so that no formula holds by accident.
      guard !isOpen, axes != given.value.shape.axes, let shape = Shape(axes) else { continue }
      values[given.name] = Tensor(
        shape: shape, entries: (0..<shape.count).map { Rational($0 * 7 % 19 + 1) * .half })
    }
  }

  /// The numbers as they are; where one is none, 0 stands for it in what is compiled.
  private static func rational(
    _ tensor: DumpTensor, _ placement: Placement
  ) throws(ComparisonError) -> Tensor<Rational> {
    guard let shape = Shape(placement.result), shape.count == tensor.values.count else {
      throw ComparisonError(
        .tooLarge, "`\(tensor.name)` has more than \(Shape.entryLimit) entries",
        hint: "Dump a part of it.")
    }
    return Tensor(
      shape: shape, entries: placement.order.map { (try? Rational(exactly: tensor.values[$0])) ?? .zero })
  }

  private mutating func findExtras(_ targets: [Int: Assignment.Target]) {
    let known = Set(structure.quantities.map(\.name))
    extras = targets.values.map(\.name).filter { $0.contains("/") && !known.contains($0) }.sorted()
  }

  // MARK: The lesson

  /// What tells fittings from each other that need lessons of their own.
  var key: String {
    let shapes = values.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.shape)" }
    let open = sizes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return (shapes + open + extras).joined(separator: "; ")
  }

  /// The lesson with the dump's numbers and sizes.
  ///
  /// - Throws: ``ComparisonError`` where it does not compile at these sizes.
  func lesson() throws(ComparisonError) -> Lesson {
    let given = GivenValues(values, sizes: sizes)
    let lesson = base.replacing(given, asking: extras)
    // A line that is written out for other sizes costs that line; a definition that is gone costs everything.
    let broken = lesson.diagnostics.first { fault in
      fault.severity == .error
        && base.derivation.lines.contains { line in
          if case .definition = line.kind {
            line.span.start <= fault.span.start && fault.span.start < line.span.end
          } else {
            false
          }
        }
    }
    guard let broken else { return lesson }
    throw ComparisonError(
      .sizes, "with the dump's sizes the lesson does not compile: \(broken.message)", hint: broken.hint)
  }

  // MARK: Answers

  /// Every tensor in the axes of what it stands for.
  func answers(
    _ tensors: [DumpTensor], _ targets: [Int: Assignment.Target], _ specification: Specification
  ) -> [Int: MappedTensor] {
    var result: [Int: MappedTensor] = [:]
    for (place, target) in targets {
      guard let item = specification[target.name] else { continue }
      let tensor = tensors[place]
      let remarks = [target.remark].compactMap(\.self)
      if let placement = placements[target.name] {
        result[item] = MappedTensor(tensor, item: item, placement, remarks: remarks)
        continue
      }
      let axes = specification.shape(item).axes
      let home = target.parameter.flatMap { placements[$0] }
      if let placement = placement(of: tensor, axes, target, home) {
        result[item] = MappedTensor(tensor, item: item, placement, remarks: remarks)
      } else {
        result[item] = MappedTensor(
          tensor, item: item, .asIs(tensor.shape), remarks: remarks,
          misfit: misfit(tensor, axes, home, target))
      }
    }
    return result
  }

  /// A gradient lies as its parameter does; anything else may lie as it fits.
  private func placement(
    of tensor: DumpTensor, _ axes: [Int], _ target: Assignment.Target, _ home: Placement?
  ) -> Placement? {
    if let home, home.shape == tensor.shape { return home }
    let candidates = Placement.candidates(
      tensor.shape, rank: axes.count, transposed: target.isTransposed && home == nil)
    return candidates.first { candidate in
      candidate.result == axes && (home == nil || !candidate.isTransposed)
    }
  }

  private func misfit(
    _ tensor: DumpTensor, _ axes: [Int], _ home: Placement?, _ target: Assignment.Target
  ) -> String {
    let wanted = home?.shape ?? axes
    let text = "it is \(tensor.shape.shapeText), and \(target.name) is \(wanted.shapeText)"
    if tensor.shape == wanted.reversed() { return text + ": transposed" }
    return text
  }
}
