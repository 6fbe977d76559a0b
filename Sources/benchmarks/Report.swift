import Foundation

/// Measurements as a table for people, or as one JSON object a line.
enum Report {
  static let header = """
    | work | ours | peer | its time | ratio (range) | meant | met |
    |---|---|---|---|---|---|---|
    """

  static func lines(_ measurement: Measurement) -> [String] {
    let row = measurement.row
    let ours = time(measurement.ours.median)
    if row.rivals.isEmpty {
      let verdict = row.limit.map { measurement.ours.median < $0 ? "yes" : "no" } ?? ""
      return ["| \(row.name) | \(ours) | | | | \(row.limit.map { "< \(time($0))" } ?? "") | \(verdict) |"]
    }
    return row.rivals.indices.map { place in
      let rival = row.rivals[place]
      guard let ratio = measurement.ratio(place) else {
        return "| \(row.name) | \(ours) | \(rival.name) | not installed | | \(factor(rival.target)) | |"
      }
      let theirs = time(measurement.rivals[place].median)
      let range = "\(factor(ratio.median)) (\(factor(ratio.least))–\(factor(ratio.most)))"
      let verdict = ratio.median >= rival.target ? "yes" : "no"
      return
        "| \(row.name) | \(ours) | \(rival.name) | \(theirs) | \(range) | \(factor(rival.target)) | \(verdict) |"
    }
  }

  static func json(_ measurement: Measurement) throws -> String {
    let rivals: [[String: Any]] = measurement.row.rivals.enumerated().map { place, rival in
      var object: [String: Any] = [
        "name": rival.name, "target": rival.target, "seconds": measurement.rivals[place],
      ]
      if let ratio = measurement.ratio(place) {
        object["ratio"] = ["median": ratio.median, "least": ratio.least, "most": ratio.most]
      }
      return object
    }
    var object: [String: Any] = ["work": measurement.row.name, "seconds": measurement.ours, "peers": rivals]
    if let limit = measurement.row.limit { object["limit"] = limit }
    return try json(object)
  }

  static func json(_ growth: Growth, _ points: [(seconds: Double, bytes: Int)]) throws -> String {
    try json([
      "work": growth.name, "sizes": growth.sizes, "seconds": points.map(\.seconds),
      "bytes": points.map(\.bytes), "exponent": growth.exponent(points.map(\.seconds)),
      "expected": growth.expected,
    ])
  }

  private static func json(_ object: [String: Any]) throws -> String {
    String(decoding: try JSONSerialization.data(withJSONObject: object, options: .sortedKeys), as: UTF8.self)
  }

  static let growthHeader = """
    | work | sizes | time | peak memory | exponent | expected |
    |---|---|---|---|---|---|
    """

  static func line(_ growth: Growth, _ points: [(seconds: Double, bytes: Int)]) -> String {
    let sizes = growth.sizes.map(String.init).joined(separator: ", ")
    let times = points.map { time($0.seconds) }.joined(separator: ", ")
    let memory = points.map { "\($0.bytes >> 20) MB" }.joined(separator: ", ")
    let exponent = String(format: "%.2f", growth.exponent(points.map(\.seconds)))
    return "| \(growth.name) | \(sizes) | \(times) | \(memory) | \(exponent) | \(growth.expected) |"
  }

  static func time(_ seconds: Double) -> String {
    switch seconds {
    case ..<1e-3: String(format: "%.3g µs", seconds * 1e6)
    case ..<1: String(format: "%.3g ms", seconds * 1e3)
    default: String(format: "%.3g s", seconds)
    }
  }

  static func factor(_ ratio: Double) -> String {
    ratio >= 100 ? String(format: "%.0f×", ratio) : String(format: "%.2g×", ratio)
  }
}
