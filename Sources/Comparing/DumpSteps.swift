import Dumps

/// A dump of several steps taken apart by the numbers in its names.
struct DumpSteps {
  let dumps: [Dump]
  /// nil where there is only one.
  let numbers: [Int?]

  init(_ dump: Dump) {
    var steps: [Int: [DumpTensor]] = [:]
    var plain: [DumpTensor] = []
    for tensor in dump.tensors {
      if let (number, rest) = DumpSteps.step(of: tensor.name) {
        steps[number, default: []].append(
          DumpTensor(name: rest, type: tensor.type, shape: tensor.shape, values: tensor.values))
      } else {
        plain.append(tensor)
      }
    }
    let order = steps.keys.sorted()
    guard let first = order.first, !(order == [1] && !plain.isEmpty) else {
      // `W1{1}` beside `W1` is what one step leads to.
      dumps = [dump]
      numbers = [nil]
      return
    }
    dumps = order.map { Dump(($0 == first ? plain : []) + (steps[$0] ?? [])) }
    numbers = order.map { $0 }
  }

  /// `W1{3}` besides what ``TensorName/step(of:)`` knows.
  private static func step(of name: String) -> (number: Int, rest: String)? {
    if let found = TensorName.step(of: name) { return found }
    guard name.hasSuffix("}"), let place = name.lastIndex(of: "{"), place != name.startIndex,
      let number = Int(name[name.index(after: place)...].dropLast()), number >= 0
    else { return nil }
    return (number, String(name[..<place]))
  }
}
