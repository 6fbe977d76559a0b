// Reads the layers of a network out of the shapes of a dump.

import Dumps

/// The layers that a dump's weights make, from the inputs to the outputs.
public struct DumpLayers: Sendable, Hashable {
  public let sizes: [Int]
  public let hasBiases: [Bool]
  /// Names of the dump for those of a lesson with W1, b1, …, one pair a line.
  public let mapping: [String]
  /// Weights and biases for which such layers have no place: those of a normalisation, an embedding, a convolution.
  public let unplaced: [String]

  /// - Throws: ``ComparisonError`` where no matrices fit one behind the other.
  public init(_ dump: Dump) throws(ComparisonError) {
    let parameters = dump.tensors.filter { !DumpLayers.isDerived($0.name) }
    let matrices = parameters.filter { $0.shape.count == 2 && DumpLayers.isWeight($0.name) }
    // Rows for units, as PyTorch and the lessons have it, or columns for them, as a batch times a matrix wants it.
    let chains = [false, true].map { isTransposed in
      (isTransposed, DumpLayers.chain(matrices.map { isTransposed ? $0.shape : $0.shape.reversed() }))
    }
    guard !matrices.isEmpty, let (isTransposed, sizes) = chains.first(where: { $0.1 != nil }), let sizes
    else {
      let known = dump.tensors.prefix(12).map { "\($0.name) \($0.shape)" }.joined(separator: ", ")
      throw ComparisonError(
        .sizes, "no weights that fit one behind the other: \(known.isEmpty ? "the dump is empty" : known)",
        hint:
          "Weights are matrices called W1, fc1.weight, dense/kernel or the like, in the order of the layers.")
    }
    self.sizes = sizes
    var mapping: [String] = []
    var hasBiases: [Bool] = []
    var placed = Set(matrices.map(\.name))
    let vectors = parameters.filter { $0.shape.count == 1 && DumpLayers.isBias($0.name) }
    for (place, matrix) in matrices.enumerated() {
      let layer = place + 1
      if matrix.name != "W\(layer)" || isTransposed {
        mapping.append("\(matrix.name)=W\(layer)\(isTransposed ? "^T" : "")")
      }
      let bias = DumpLayers.bias(of: matrix, at: place, vectors, count: matrices.count, size: sizes[layer])
      hasBiases.append(bias != nil)
      placed.formUnion([bias?.name].compactMap(\.self))
      if let bias, bias.name != "b\(layer)" { mapping.append("\(bias.name)=b\(layer)") }
    }
    self.mapping = mapping
    self.hasBiases = hasBiases
    unplaced = parameters.map(\.name).filter {
      (DumpLayers.isWeight($0) || DumpLayers.isBias($0)) && !placed.contains($0)
    }
  }

  /// The sizes that `[in, out]` pairs make in a row; nil where one does not begin with what the other ends with.
  private static func chain(_ shapes: [[Int]]) -> [Int]? {
    guard let first = shapes.first, first[0] > 0 else { return nil }
    var sizes = [first[0]]
    for shape in shapes {
      guard shape[0] == sizes.last, shape[1] > 0 else { return nil }
      sizes.append(shape[1])
    }
    return sizes
  }

  /// The vector that shares the matrix's own part of the name (fc1.weight, fc1.bias; W1, b1), else the one in its
  /// place where there is one for each.
  private static func bias(
    of matrix: DumpTensor, at place: Int, _ vectors: [DumpTensor], count: Int, size: Int
  ) -> DumpTensor? {
    let stem = stem(matrix.name)
    let fitting = vectors.filter { $0.shape == [size] }
    if let own = fitting.first(where: { DumpLayers.stem($0.name) == stem }) { return own }
    guard vectors.count == count, vectors[place].shape == [size] else { return nil }
    return vectors[place]
  }

  /// Without what says that it is a weight or a bias: `fc1.`, `1`.
  private static func stem(_ name: String) -> String {
    var name = name
    for word in weightWords + biasWords where name.lowercased().hasSuffix(word) {
      return String(name.dropLast(word.count))
    }
    if let first = name.first, "Wwb".contains(first) { name.removeFirst() }
    return name.hasPrefix("_") ? String(name.dropFirst()) : name
  }

  private static let weightWords = ["weight", "weights", "kernel"]
  private static let biasWords = ["bias", "biases"]

  private static func isWeight(_ name: String) -> Bool {
    let last = name.lowercased()
    return weightWords.contains { last.hasSuffix($0) } || named(name, by: "Ww")
  }

  private static func isBias(_ name: String) -> Bool {
    let last = name.lowercased()
    return biasWords.contains { last.hasSuffix($0) } || named(name, by: "b")
  }

  /// `W1`, `w_2`, `layer/W`: a letter, and a number perhaps.
  private static func named(_ name: String, by letters: String) -> Bool {
    let last = name.split(whereSeparator: { "./".contains($0) }).last ?? ""
    guard let first = last.first, letters.contains(first) else { return false }
    return last.dropFirst().allSatisfy { $0.isNumber || $0 == "_" || $0 == "[" || $0 == "]" }
  }

  /// Gradients, updated parameters and moments go by their parameter's name too.
  private static func isDerived(_ name: String) -> Bool {
    let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
    let isMarked = words.contains {
      ["grad", "grads", "gradient", "gradients", "new", "updated", "momentum", "exp", "m", "v"].contains($0)
    }
    return isMarked || name.hasSuffix("{1}")
      || name.hasPrefix("d") && name.dropFirst().first?.isUppercase == true
  }
}
