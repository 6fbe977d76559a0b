import Checking

extension TerminalReport {
  /// The error of finite differences in floating point: a row a step size, with bars for the exponents, so that
  /// the U shows.
  mutating func write(_ table: StepSizes, indent: Int) {
    page.pad(to: indent)
    page.add("h       forward difference      error     central difference      error")
    page.newLine()
    for row in table.rows {
      page.pad(to: indent)
      page.add("1e-\(row.exponent)")
      page.pad(to: indent + 8)
      page.add("\(row.forward)")
      page.pad(to: indent + 32)
      page.add(TerminalReport.short(row.forwardError))
      page.pad(to: indent + 42)
      page.add("\(row.central)")
      page.pad(to: indent + 66)
      page.add(TerminalReport.short(row.centralError))
      page.pad(to: indent + 76)
      page.add(TerminalReport.bar(row.centralError, of: table), .faint)
      page.newLine()
    }
  }

  /// One digit and a power of ten.
  private static func short(_ error: Double) -> String {
    guard error > 0, error.isFinite else { return error == 0 ? "0" : "—" }
    let exponent = TerminalReport.exponent(error)
    return "1e\(exponent)"
  }

  /// The power of ten nearest below.
  private static func exponent(_ error: Double) -> Int {
    var exponent = 0
    var scaled = error
    while scaled < 1, exponent > -400 {
      scaled *= 10
      exponent -= 1
    }
    while scaled >= 10, exponent < 400 {
      scaled /= 10
      exponent += 1
    }
    return exponent
  }

  /// A bar as long as the exponent is high, the smallest error of the table having none.
  private static func bar(_ error: Double, of table: StepSizes) -> String {
    let exponents = table.rows.map { $0.centralError > 0 ? exponent($0.centralError) : -18 }
    let own = error > 0 ? exponent(error) : -18
    return String(repeating: "▇", count: max(own - (exponents.min() ?? own), 0))
  }
}
