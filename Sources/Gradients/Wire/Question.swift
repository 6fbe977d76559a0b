// What a program is asked.

/// Questions, each a line of JSON; their numbers are lists in it, or follow it as bytes.
public enum Question {
  public static func describe(id: Int) -> [UInt8] { Array((#"{"id":\#(id),"do":"describe"}"# + "\n").utf8) }

  /// Where values are wanted: nil for what is as in the question before.
  public struct Place {
    public let point: [Double]?
    public let entries: [Int]?
    public let along: [Double]?

    public init(point: [Double]?, entries: [Int]?, along: [Double]?) {
      self.point = point
      self.entries = entries
      self.along = along
    }
  }

  /// - Parameters:
  ///   - gradients: whether gradients are wanted beside the values.
  ///   - isBinary: whether numbers follow the line as bytes.
  public static func evaluate(
    id: Int, gradients: Bool, _ place: Place, steps: [Double], isBinary: Bool
  ) -> [UInt8] {
    var message = MessageWriter(isBinary: isBinary)
    message.add(#"{"id":\#(id),"do":"\#(gradients ? "gradients" : "values")""#)
    if let point = place.point { message.add(point, "point") }
    if let entries = place.entries { message.add(entries, "entries") }
    if let along = place.along { message.add(along, "along") }
    message.add(steps, "steps")
    return message.finished
  }
}

/// Writes a line of JSON, in which numbers are lists, or counts of those that follow it as bytes.
private struct MessageWriter {
  private let isBinary: Bool
  private var line: [UInt8] = []
  private var frame: [UInt8] = []

  init(isBinary: Bool) { self.isBinary = isBinary }

  mutating func add(_ text: String) { line += text.utf8 }

  mutating func add(_ numbers: [Double], _ name: String) {
    guard isBinary else {
      // Most lines move every entry by one of two lengths, whose text need not be found a million times.
      var (last, digits) = (0.0, Array("0.0".utf8))
      return list(numbers, name) { number, line in
        if number.bitPattern != last.bitPattern { (last, digits) = (number, Array(number.description.utf8)) }
        line += digits
      }
    }
    add(#","\#(name)":\#(numbers.count)"#)
    frame.append(doubles: numbers)
  }

  mutating func add(_ places: [Int], _ name: String) {
    if isBinary { return add(places.map(Double.init), name) }
    list(places, name) { $1 += $0.description.utf8 }
  }

  private mutating func list<Number>(
    _ numbers: [Number], _ name: String, _ write: (Number, inout [UInt8]) -> Void
  ) {
    add(#","\#(name)":["#)
    for (place, number) in numbers.enumerated() {
      if place > 0 { line.append(UInt8(ascii: ",")) }
      write(number, &line)
    }
    line.append(UInt8(ascii: "]"))
  }

  var finished: [UInt8] { line + Array("}\n".utf8) + frame }
}
