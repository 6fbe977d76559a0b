import Numbers

/// A formula back as text: in house notation (`∂E/∂w2`, `σ(z)`, `a·b`, `−x`) or in ASCII (`dE/dw2`,
/// `sigmoid(z)`, `a*b`, `-x`). Parentheses stand only where they are needed, so printing and reading again
/// gives the same tree.
public struct Printer {
  let tree: Tree
  let ascii: Bool
  let substitute: (Tree.NodeID) -> String?

  /// - Parameter substituting: text to stand in for a node, such as a number for a name; nil to print it.
  public init(
    _ tree: Tree, ascii: Bool = false, substituting: @escaping (Tree.NodeID) -> String? = { _ in nil }
  ) {
    self.tree = tree
    self.ascii = ascii
    self.substitute = substituting
  }

  /// The formula's text.
  public func text(_ id: Tree.NodeID) -> String { printed(id).text }

  /// How tightly a text holds together; an operand of a tighter operation needs parentheses.
  private enum Tightness: Int, Comparable {
    case sum, product, negation, power, primary
    static func < (a: Tightness, b: Tightness) -> Bool { a.rawValue < b.rawValue }
  }

  private struct Printed {
    var text: String
    var tightness: Tightness
    /// Whether it begins with a minus sign.
    var isSigned = false
  }

  private var minus: String { ascii ? "-" : "−" }

  private func printed(_ id: Tree.NodeID) -> Printed {
    let spine = tree.leftSpine(of: id)
    guard spine.count > 1, let first = spine.last else { return single(id) }
    // A node that something stands in for ends the run early.
    let start = spine.firstIndex { substitute($0) != nil } ?? spine.count - 1
    var result = start == spine.count - 1 ? single(first) : single(spine[start])
    for node in spine[..<start].reversed() { join(node, to: &result) }
    return result
  }

  /// One left-associative operation behind what is already printed of its left operand, whose text grows in place.
  private func join(_ id: Tree.NodeID, to left: inout Printed) {
    guard let last = tree.children(of: id).last else { return }
    let right = printed(last)
    switch tree[id].kind {
    case .add, .subtract:
      var isMinus = tree[id].kind == .subtract
      var text = right.text
      if right.isSigned, substitute(last) != nil {
        // A number put in for a letter: `+ −0.3` reads better as `− 0.3`.
        text = String(text.dropFirst())
        isMinus.toggle()
      } else if right.isSigned || (isMinus && right.tightness == .sum) || right.tightness == .sum {
        text = "(\(text))"
      }
      left.text += " \(isMinus ? minus : "+") \(text)"
      left.tightness = .sum
    default:
      // `@` and `·` are equally tight; side by side, parentheses say which comes first.
      let first = tree.children(of: id).first.map { tree[$0].kind }
      let isMixed =
        first.map { $0 == .matrixProduct || $0 == .multiply || $0 == .divide } == true
        && (first == .matrixProduct) != (tree[id].kind == .matrixProduct)
      if left.tightness < .product || isMixed {
        left.text = "(\(left.text))"
        left.isSigned = left.isSigned && left.tightness >= .product
      }
      let tail = right.tightness < .power || right.isSigned ? "(\(right.text))" : right.text
      left.text += sign(tree[id].kind) + tail
      left.tightness = .product
    }
  }

  private func sign(_ kind: Tree.Kind) -> String {
    switch kind {
    case .matrixProduct: " @ "
    case .divide: ascii ? "/" : " / "
    default: ascii ? "*" : "·"
    }
  }

  private func single(_ id: Tree.NodeID) -> Printed {
    if let text = substitute(id) {
      let isSigned = text.hasPrefix("-") || text.hasPrefix("−")
      return Printed(
        text: isSigned ? minus + text.dropFirst() : text, tightness: isSigned ? .negation : .primary,
        isSigned: isSigned)
    }
    let parts = Array(tree.children(of: id))
    switch tree[id].kind {
    case .number(let numeral): return Printed(text: numeral.text, tightness: .primary)
    case .name(let name): return Printed(text: spelled(name), tightness: .primary)
    case .negate:
      let operand = printed(parts[0])
      let text = operand.tightness < .power || operand.isSigned ? "(\(operand.text))" : operand.text
      return Printed(text: minus + text, tightness: .negation, isSigned: true)
    case .power:
      return Printed(
        text: tight(parts[0], .primary) + "^" + exponent(parts[1]), tightness: .power)
    case .transpose: return Printed(text: tight(parts[0], .primary) + "^T", tightness: .power)
    case .apply(let name, let primes):
      let function = ascii || name != "sigmoid" ? spelled(name) : "σ"
      return Printed(
        text: function + String(repeating: "'", count: primes) + "(\(list(parts)))", tightness: .primary)
    case .keyword(let name): return Printed(text: "\(name) = \(text(parts[0]))", tightness: .primary)
    case .index:
      return Printed(
        text: indexable(parts[0]) + "[\(parts.dropFirst().map(text).joined(separator: ","))]",
        tightness: .primary)
    case .step: return Printed(text: indexable(parts[0]) + "{\(text(parts[1]))}", tightness: .primary)
    case .derivative: return Printed(text: derivative(parts[0], parts[1]), tightness: .primary)
    case .list: return Printed(text: "[\(list(parts))]", tightness: .primary)
    case .tuple: return Printed(text: "(\(list(parts)))", tightness: .primary)
    case .absolute:
      // `||` would be read as the bars of a norm.
      let inner = text(parts[0])
      return Printed(text: inner.hasPrefix("|") ? "| \(inner)|" : "|\(inner)|", tightness: .primary)
    case .iverson(let relation):
      return Printed(
        text: "[\(text(parts[0])) \(ascii ? relation.ascii : relation.rawValue) \(text(parts[1]))]",
        tightness: .primary)
    case .missing: return Printed(text: "?", tightness: .primary)
    case .add, .subtract, .multiply, .divide, .matrixProduct:
      guard let first = parts.first else { return Printed(text: "?", tightness: .primary) }
      var result = printed(first)
      join(id, to: &result)
      return result
    }
  }

  private func list(_ ids: [Tree.NodeID]) -> String { ids.map(text).joined(separator: ", ") }

  /// An operand, in parentheses where it does not hold together tightly enough.
  private func tight(_ id: Tree.NodeID, _ needed: Tightness) -> String {
    let operand = printed(id)
    return operand.tightness < needed || operand.isSigned ? "(\(operand.text))" : operand.text
  }

  /// An exponent; one that begins with the name T would be read as a transposition.
  private func exponent(_ id: Tree.NodeID) -> String {
    let text = tight(id, .power)
    return text.prefix { $0.isLetter || $0.isNumber || $0 == "_" } == "T" ? "(\(text))" : text
  }

  /// What an index or a step can stand directly behind; behind a derivative it would belong to its denominator.
  private func indexable(_ id: Tree.NodeID) -> String {
    let text = tight(id, .primary)
    switch tree[id].kind {
    case .number, .absolute, .derivative: return substitute(id) == nil ? "(\(text))" : text
    default: return text
    }
  }

  private func derivative(_ numerator: Tree.NodeID, _ denominator: Tree.NodeID) -> String {
    let d = ascii ? "d" : "∂"
    return d + differentiated(numerator) + "/" + d + differentiated(denominator)
  }

  /// A name, perhaps indexed, as it stands behind the d; anything else in parentheses.
  private func differentiated(_ id: Tree.NodeID) -> String {
    var base = id
    if case .index = tree[id].kind { base = tree.children(of: id).first ?? id }
    if case .name = tree[base].kind { return text(id) }
    return "(\(text(id)))"
  }

  private func spelled(_ name: String) -> String { ascii ? name : Printer.display(name) }

  /// A name in house notation: `delta1` is `δ1`.
  public static func display(_ name: String) -> String {
    let word = String(name.prefix { $0.isLetter })
    guard let letter = greekNames.first(where: { $0.name == word })?.letter else { return name }
    return String(letter) + name.dropFirst(word.count)
  }
}

extension Relation {
  /// As it is typed without special characters.
  public var ascii: String {
    switch self {
    case .equal: "="
    case .approximately: "~="
    case .unequal: "!="
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    }
  }
}
