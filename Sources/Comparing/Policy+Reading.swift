import Dumps
import Language

extension Policy {
  /// Reads a policy that a project keeps in a file, in YAML:
  ///
  ///     precision: float32        # the type it computes in, where that is coarser than what it writes
  ///     tolerances:               # the first name that fits decides
  ///       E: {relative: 1e-6}
  ///       "*.grad": {ulps: 8, absolute: 1e-12}     # one of them suffices
  ///       "*": stable
  ///
  /// - Throws: a diagnostic that says what is wrong, and where as far as that is known.
  public init(reading source: Source) throws(Diagnostic) {
    let settings = try FrontMatter(whole: source)
    var precision: ElementType?
    var rules: [Rule] = []
    for entry in settings.entries {
      switch (entry.key, entry.value) {
      case ("precision", .text(let text)):
        guard let type = ElementType(rawValue: text), type.isFloatingPoint else {
          let types = ElementType.allCases.filter(\.isFloatingPoint).map(\.rawValue)
          throw Policy.wrong(
            "`\(text)` is no type that a program computes in", "one of \(types.joined(separator: ", "))",
            text,
            source)
        }
        precision = type
      case ("tolerances", .mapping(let entries)):
        for entry in entries {
          rules.append(Rule(entry.key, try Policy.tolerances(entry.value, of: entry.key, source)))
        }
      case ("tolerances", .text("")): break
      default:
        throw Policy.wrong(
          "`\(entry.key)` is not understood here",
          "a policy has `precision:` and `tolerances:`, names below it",
          entry.key, source)
      }
    }
    self.init(rules, precision: precision)
  }

  private static func tolerances(
    _ value: FrontMatter.Value, of name: String, _ source: Source
  ) throws(Diagnostic) -> [Tolerance] {
    let expected = "write `stable`, or one or more of {ulps: 8, relative: 1e-6, absolute: 1e-12}"
    switch value {
    case .text("stable"): return [.stable]
    case .mapping(let entries) where !entries.isEmpty:
      var tolerances: [Tolerance] = []
      for entry in entries {
        guard case .text(let text) = entry.value, let number = Double(text), number >= 0, number.isFinite,
          let make = kinds[entry.key]
        else { throw wrong("`\(entry.key)` is no bound for `\(name)`", expected, name, source) }
        tolerances.append(make(number))
      }
      return tolerances
    default: throw wrong("what is tolerated of `\(name)` is not understood", expected, name, source)
    }
  }

  private static let kinds: [String: @Sendable (Double) -> Tolerance] = [
    "ulps": { .ulps($0) }, "relative": { .relative($0) }, "absolute": { .absolute($0) },
  ]

  /// - Parameter word: what to point at: where it stands first.
  private static func wrong(_ message: String, _ hint: String, _ word: String, _ source: Source) -> Diagnostic
  {
    let place = source.bytes.firstRange(of: Array(word.utf8)).map { SourceSpan($0.lowerBound, $0.upperBound) }
    return Diagnostic(.malformedFrontMatter, message, hint: hint, at: place ?? SourceSpan(0, 0))
  }
}

extension Policy.Tolerance: CustomStringConvertible {
  public var description: String {
    switch self {
    case .stable: "stable"
    case .ulps(let count): "\(count) ulps"
    case .absolute(let bound): "\(bound)"
    case .relative(let bound): "\(bound) of the value"
    }
  }
}
