/// What the name of a tensor can mean: `W1.grad`, `dE/dW1` and `grad_W1` are the gradient by W1, `W1_new` is W1 after
/// its update.
struct TensorName: Hashable {
  enum Role: Hashable { case value, gradient, updated }

  let core: String
  let role: Role

  /// What every language of dumps writes before or behind a name.
  private static let affixes: [(prefix: String, suffix: String, role: Role)] = [
    ("", ".grad", .gradient), ("", "_grad", .gradient), ("", "/grad", .gradient),
    ("", ".gradient", .gradient),
    ("", "_gradient", .gradient), ("grad_", "", .gradient), ("grad.", "", .gradient),
    ("grad/", "", .gradient),
    ("grads.", "", .gradient), ("grads/", "", .gradient), ("grads_", "", .gradient),
    ("grad(", ")", .gradient),
    ("gradients/", "", .gradient), ("gradient_", "", .gradient), ("g_", "", .gradient), ("d_", "", .gradient),
    ("d", "", .gradient), ("", "{1}", .updated), ("", "_new", .updated), ("", ".new", .updated),
    ("", "/new", .updated), ("", "_next", .updated), ("", "_updated", .updated), ("", ".updated", .updated),
    ("", "_after", .updated), ("", ".after", .updated), ("", "/after", .updated), ("", "_post", .updated),
    ("", "'", .updated), ("new_", "", .updated), ("new.", "", .updated), ("new/", "", .updated),
    ("updated_", "", .updated), ("next_", "", .updated), ("after_", "", .updated), ("after.", "", .updated),
    ("after/", "", .updated), ("", "_old", .value), ("", "_before", .value), ("before/", "", .value),
    ("", "{0}", .value), ("param/", "", .value), ("params/", "", .value), ("params.", "", .value),
  ]

  /// Everything that a name can mean, the plainest first.
  ///
  /// - Parameter loss: what is differentiated, whose derivatives go by `dE/dW1`, `dE_dW1` and `dEdW1` as well.
  static func readings(of name: String, loss: String?) -> [TensorName] {
    var result = [TensorName(core: name, role: .value)]
    var all = affixes
    if let loss {
      let written = ["d\(loss)/d", "d\(loss)_d", "d\(loss)d", "∂\(loss)/∂", "d\(loss)/", "d\(loss)_"]
      all = written.map { ($0, "", .gradient) } + all
    }
    for (prefix, suffix, role) in all where name.hasPrefix(prefix) && name.hasSuffix(suffix) {
      guard name.count > prefix.count + suffix.count else { continue }
      let reading = TensorName(core: String(name.dropFirst(prefix.count).dropLast(suffix.count)), role: role)
      if !result.contains(reading) { result.append(reading) }
    }
    return result
  }

  /// A name without what people vary: `a_1`, `a[1]`, `a.1` and `a1` are one.
  static func plain(_ name: String) -> String {
    name.filter { !"_.[](){}/ -".contains($0) }
  }

  /// The step that a name begins or ends with, and the rest: `step3/W1`, `W1@3`.
  static func step(of name: String) -> (number: Int, rest: String)? {
    for word in ["step", "pass", "iter", "epoch", "t"] where name.hasPrefix(word) {
      var rest = name.dropFirst(word.count)
      if let separator = rest.first, "_-".contains(separator) { rest.removeFirst() }
      let digits = rest.prefix { ("0"..."9").contains($0) }
      rest = rest.dropFirst(digits.count)
      guard !digits.isEmpty, digits.count < 9, let number = Int(digits), let separator = rest.first,
        "/.:_".contains(separator), rest.count > 1
      else { continue }
      return (number, String(rest.dropFirst()))
    }
    guard let place = name.lastIndex(of: "@"), place != name.startIndex,
      let number = Int(name[name.index(after: place)...]), number >= 0
    else { return nil }
    return (number, String(name[..<place]))
  }
}
