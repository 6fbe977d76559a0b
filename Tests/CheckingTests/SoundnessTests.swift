import Checking
import Foundation
import Testing

/// No verdict on a random pair is wrong, and next to none is undecided.
///
/// `WORKINGS_PAIRS=100000 swift test -c release -Xswiftc -enable-testing --filter SoundnessTests` runs the big count;
/// `WORKINGS_SEED` another seed.
struct SoundnessTests {
  @Test func `random pairs are judged rightly`() throws {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["WORKINGS_PAIRS"].flatMap { Int($0) } ?? 300
    let seed = environment["WORKINGS_SEED"].flatMap { UInt64($0) } ?? 1
    var generator = PairGenerator(seed: seed)
    var undecided = 0
    var wrong = 0
    for number in 0..<count {
      let pair = generator.pair(equal: number.isMultiple(of: 2))
      let text = pair.claim.description
      if number > 0, number.isMultiple(of: 5000) {
        print("\(number) pairs so far: \(wrong) wrong, \(undecided) undecided")
      }
      do {
        switch try decide(pair.claim, text: text) {
        case .proved:
          if pair.areEqual { continue }
          wrong += 1
          Issue.record("seed \(seed), pair \(number): proved, but differs: \(text)")
        case .refuted(let refutation):
          if !pair.areEqual { continue }
          wrong += 1
          Issue.record(
            "seed \(seed), pair \(number): refuted at \(refutation.point), but equal: \(text): \(refutation.left) \(refutation.right)"
          )
        case .undecided(let reason, _):
          undecided += 1
          if environment["WORKINGS_PAIRS"] != nil {
            print("undecided \(pair.areEqual ? "equal" : "different"): \(reason): \(text.prefix(300))")
          }
        }
      } catch {
        wrong += 1
        Issue.record("seed \(seed), pair \(number): a fault: \(error) on \(text)")
      }
    }
    print("\(count) pairs, seed \(seed): \(wrong) wrong, \(undecided) undecided")
    #expect(undecided * 100 <= count)
  }
}
