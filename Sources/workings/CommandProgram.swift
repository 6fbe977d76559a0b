// A program that speaks the protocol of `workings gradcheck`.

import Gradients

/// A function and its gradient in another process.
final class CommandProgram: GradientProgram {
  let tensors: [TensorShape]
  /// The point at which the program wants to be checked.
  let start: [Double]
  /// How many lines of its output were no answers, and the first of them.
  private(set) var chatter = Chatter()
  private let process: ChildProcess
  private var id = 0
  /// Whether numbers go as bytes: that is how the program described itself.
  private let isBinary: Bool
  /// What the program has been told, and need not be told again.
  private var point: [Double] = []
  private var direction = Direction(entries: [], components: [])
  private var isTold = false

  /// Lines that are no answers.
  struct Chatter {
    var count = 0
    var first = ""
    var last: String?
  }

  /// Why a program cannot be checked.
  enum Failure: Error {
    /// - Parameter passedOver: the last line of its output that was no answer.
    case child(ChildError, passedOver: String? = nil)
    case message(MessageError)
    /// Nothing but output that is no answer.
    case chatty(lines: Int, first: String)
  }

  /// Room for what is not numbers in an answer, and for a number.
  private static let answerRoom = 1 << 20
  private static let numberRoom = 40
  private static let descriptionRoom = 1 << 27
  private static let mostChatter = 10_000

  /// - Parameter description: where the starting point does not come from the program itself.
  init(_ command: [String], timeLimit: Double, description: Description?) throws(Failure) {
    let process: ChildProcess
    do throws(ChildError) {
      process = try ChildProcess(command, timeLimit: timeLimit)
    } catch {
      throw .child(error)
    }
    self.process = process
    var chatter = Chatter()
    guard description == nil else {
      (tensors, start) = (description?.tensors ?? [], description?.point ?? [])
      isBinary = false
      return
    }
    do {
      try process.send(Question.describe(id: 0))
      let answer = try Self.answer(process, to: 0, longest: Self.descriptionRoom, &chatter) {
        answer throws(MessageError) in try answer.descriptionSize()
      }
      let description = try answer.description()
      (tensors, start) = (description.tensors, description.point)
      isBinary = answer.isBinary
    } catch {
      throw Self.failure(error, chatter)
    }
    self.chatter = chatter
  }

  func values(from point: [Double], along lines: [LineSteps]) throws -> [[Double]] {
    // All questions go out before the first answer is waited for: the program need not be woken for each.
    let first = id + 1
    var questions: [UInt8] = []
    for line in lines { questions += question(gradients: false, point, line.direction, line.steps) }
    do {
      try process.send(questions)
      return try lines.enumerated().map { place, line in
        let count = line.steps.count
        return try answer(to: first + place, numbers: count).values(count)
      }
    } catch {
      throw Self.failure(error, chatter)
    }
  }

  func gradient(
    from point: [Double], along direction: Direction, step: Double
  ) throws -> (value: Double, gradient: [Double]) {
    let question = question(gradients: true, point, direction, [step])
    do {
      try process.send(question)
      let answer = try answer(to: id, numbers: point.count + 1)
      return (try answer.values(1)[0], try answer.gradient(of: tensors))
    } catch {
      throw Self.failure(error, chatter)
    }
  }

  private func question(
    gradients: Bool, _ point: [Double], _ direction: Direction, _ steps: [Double]
  ) -> [UInt8] {
    id += 1
    let place = Question.Place(
      point: isTold && point == self.point ? nil : point,
      entries: isTold && direction.entries == self.direction.entries ? nil : direction.entries,
      along: isTold && direction.components == self.direction.components ? nil : direction.components)
    (self.point, self.direction, isTold) = (point, direction, true)
    return Question.evaluate(id: id, gradients: gradients, place, steps: steps, isBinary: isBinary)
  }

  private func answer(to id: Int, numbers: Int) throws -> Answer {
    let longest = Self.answerRoom + Self.numberRoom * numbers
    return try Self.answer(process, to: id, longest: longest, &chatter) { answer throws(MessageError) in
      try answer.size(of: numbers)
    }
  }

  /// - Parameter size: of the bytes that follow an answer which says that there are some.
  private static func answer(
    _ process: ChildProcess, to id: Int, longest: Int, _ chatter: inout Chatter,
    _ size: (Answer) throws(MessageError) -> Int
  ) throws -> Answer {
    while true {
      let line = try process.nextLine(longest: longest)
      if var answer = try Answer(line, to: id) {
        if answer.isBinary { answer.take(try process.nextBytes(try size(answer))) }
        return answer
      }
      let text = String(decoding: line.prefix(80), as: UTF8.self)
      if chatter.count == 0 { chatter.first = text }
      chatter.last = text
      chatter.count += 1
      guard chatter.count <= mostChatter else {
        throw Failure.chatty(lines: chatter.count, first: chatter.first)
      }
    }
  }

  private static func failure(_ error: any Error, _ chatter: Chatter) -> Failure {
    switch error {
    case let error as ChildError: .child(error, passedOver: chatter.last)
    case let error as MessageError: .message(error)
    case let error as Failure: error
    default: .chatty(lines: chatter.count, first: chatter.first)
    }
  }
}
