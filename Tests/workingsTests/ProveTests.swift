import Checking
import Testing

@testable import workings

/// `workings prove`: exit status, and formulas too long for a command line.
struct ProveTests {
  @Test func exitStatusTellsTheVerdict() throws {
    let folder = TemporaryFolder()
    #expect(try Command.run("prove", "sin = 2", "--let", in: folder).status == 64)
    #expect(try Command.run("prove", "(x + 1)^2 = x^2 + 2x + 1", in: folder).status == 0)
    #expect(try Command.run("prove", "(x + 1)^2 = x^2 + 1", in: folder).status == 1)
    #expect(try Command.run("prove", "abs(x) = exp(log(x))", in: folder).status == 2)
    #expect(try Command.run("prove", "x = (", in: folder).status == 65)
  }

  @Test(
    arguments: [
      ([Verdict(.proved)], 0), ([Verdict(.proved), Verdict(.refuted)], 1), ([Verdict(.undecided)], 2),
      ([Verdict.contradiction, Verdict(.refuted)], 70),
    ] as [([Verdict], Int32)])
  func aFaultOfOursIsToldFromEveryVerdict(verdicts: [Verdict], status: Int32) {
    let outcome = verdicts.map(\.outcome).max() ?? .stands
    #expect(ExitStatus(of: outcome, verdicts).rawValue == status)
  }

  @Test func standardInputHoldsDefinitionsAndTheChain() throws {
    let folder = try TemporaryFolder(["claim.txt": "a = sigmoid(z)\nda/dz = a*(1 - a)\n      = a - a^2\n"])
    let result = try Command.shell("\"$W\" prove - < claim.txt", in: folder)
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    try folder.write("x" + String(repeating: " + x", count: 20_000) + " = 20001*x", to: "long.txt")
    #expect(try Command.shell("\"$W\" prove - < long.txt", in: folder).status == 0)
  }
}
