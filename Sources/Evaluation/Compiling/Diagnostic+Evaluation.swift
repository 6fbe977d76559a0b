import Language

extension Diagnostic {
  /// Why a value could not be computed, at the place that asked for the operation.
  public init(_ error: EvaluationError, in program: Program, otherwise place: SourceSpan) {
    let span = program[error.node].origin ?? place
    switch error.cause {
    case .divisionByZero: self.init(.divisionByZero, "this divides by zero at the given values", at: span)
    case .outsideDomain(let function):
      let needs = function == .log ? "needs a positive number" : "needs a number that is not negative"
      self.init(.outsideDomain, "\(function.rawValue) \(needs) at the given values", at: span)
    case .undecided(let what): self.init(.outsideDomain, "it cannot be told \(what)", at: span)
    case .tooLarge(let what): self.init(.tooLarge, "this is too large: \(what)", at: span)
    case .unsupported(let function):
      self.init(.unsupported, "\(function.rawValue) has no exact value here", at: span)
    case .unknownValue(let name): self.init(.unknownName, "`\(name)` has no value", at: span)
    }
  }
}
