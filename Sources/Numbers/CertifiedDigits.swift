// Digits of a real that can be computed at any precision: asked for until they are proven.

/// What came of asking for n digits of a real.
public enum CertifiedDigits: Sendable {
  /// The digits, proven; `isExact` where they are the value itself and not a rounding of it.
  case digits(text: String, significant: Int, isExact: Bool)
  /// Not proven at the largest precision that was tried; the enclosure it gave, and why.
  case undetermined(enclosure: Enclosure, reason: Reason)

  public enum Reason: Sendable, Hashable {
    /// The enclosure still contains zero: perhaps it is zero, which no precision can tell.
    case perhapsZero
    /// A point half way between two roundings still lies inside: perhaps an exact tie.
    case perhapsTie
    /// The enclosure is too wide: a limit of the precision or of the inputs.
    case tooWide
  }
}

/// n significant digits (ties to even) of the real that `compute` encloses at a precision in bits.
///
/// The precision starts a little above what n digits need and doubles until the digits are proven; at each
/// step `compute` starts afresh. Where `retrying` says so of an error, the next precision is tried as well;
/// without it, that is done for `NumberError.undecided`. At `limit` the answer is `undetermined`, or that error.
///
/// Throws what `compute` throws.
public func certify<Failure: Error>(
  digits n: Int, from precision: Int? = nil, limit: Int = 1 << 14,
  retrying: ((Failure) -> Bool)? = nil,
  _ compute: (Int) throws(Failure) -> Enclosure
) throws(Failure) -> CertifiedDigits {
  let n = min(max(n, 1), Rational.printedDigitLimit)
  let needed = n * 3322 / 1000 + 16
  var precision = max(precision ?? needed, 2)
  // A limit below what the digits themselves take would refuse every answer.
  let limit = max(limit, precision, 2 * needed)
  while true {
    let isLast = precision >= limit
    do throws(Failure) {
      let enclosure = try compute(precision)
      if let text = enclosure.decimal(significant: n) {
        let isExact = enclosure.isExact && enclosure.midpoint.decimal(significant: n).isExact
        return .digits(text: text, significant: n, isExact: isExact)
      }
      if isLast { return .undetermined(enclosure: enclosure, reason: enclosure.reasonForDoubt(digits: n)) }
    } catch {
      let mayPass = retrying.map { $0(error) } ?? isUndecided(error)
      if isLast || !mayPass { throw error }
    }
    precision = min(2 * precision, limit)
  }
}

private func isUndecided(_ error: some Error) -> Bool {
  if case .undecided = error as? NumberError { true } else { false }
}

extension Enclosure {
  fileprivate func reasonForDoubt(digits n: Int) -> CertifiedDigits.Reason {
    guard isBounded else { return .tooWide }
    if containsZero { return .perhapsZero }
    // One tie inside at the most means that the next digit is known to be a 5 or a 4.99…
    return error.top < top - (n * 3322 / 1000 + 8) ? .perhapsTie : .tooWide
  }
}
