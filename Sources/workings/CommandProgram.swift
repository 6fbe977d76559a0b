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
  /// What the program has been told, and need not be told again.
  private var point: [Double] = []
  private var direction: Direction?

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
    if let description {
      (tensors, start) = (description.tensors, description.point)
    } else {
      var chatter = Chatter()
      let answer = try Self.ask(
        process, Question.describe(id: 0), id: 0, longest: Self.descriptionRoom, &chatter)
      do throws(MessageError) {
        let description = try answer.description()
        (tensors, start) = (description.tensors, description.point)
      } catch {
        throw .message(error)
      }
      self.chatter = chatter
    }
  }

  func values(from point: [Double], along direction: Direction, steps: [Double]) throws -> [Double] {
    let answer = try ask(gradients: false, point, direction, steps, numbers: steps.count)
    do throws(MessageError) { return try answer.values(steps.count) } catch { throw Failure.message(error) }
  }

  func gradients(
    from point: [Double], along direction: Direction, steps: [Double]
  ) throws -> [(value: Double, gradient: [Double])] {
    let numbers = steps.count * (point.count + 1)
    let answer = try ask(gradients: true, point, direction, steps, numbers: numbers)
    do throws(MessageError) {
      return Array(zip(try answer.values(steps.count), try answer.gradients(steps.count, of: tensors)))
    } catch {
      throw Failure.message(error)
    }
  }

  private func ask(
    gradients: Bool, _ point: [Double], _ direction: Direction, _ steps: [Double], numbers: Int
  ) throws(Failure) -> Answer {
    id += 1
    let question = Question.evaluate(
      id: id, gradients: gradients, point: point == self.point ? nil : point,
      direction: direction == self.direction ? nil : direction, steps: steps)
    (self.point, self.direction) = (point, direction)
    return try Self.ask(
      process, question, id: id, longest: Self.answerRoom + Self.numberRoom * numbers, &chatter)
  }

  private static func ask(
    _ process: ChildProcess, _ question: String, id: Int, longest: Int,
    _ chatter: inout Chatter
  ) throws(Failure) -> Answer {
    do {
      var line = try process.exchange(question, longest: longest)
      while true {
        if let answer = try Answer(line, to: id) { return answer }
        let text = String(decoding: line.prefix(80), as: UTF8.self)
        if chatter.count == 0 { chatter.first = text }
        chatter.last = text
        chatter.count += 1
        guard chatter.count <= mostChatter else {
          throw Failure.chatty(lines: chatter.count, first: chatter.first)
        }
        line = try process.nextLine(longest: longest)
      }
    } catch let error as ChildError {
      throw .child(error, passedOver: chatter.last)
    } catch let error as MessageError {
      throw .message(error)
    } catch let error as Failure {
      throw error
    } catch {
      throw .chatty(lines: chatter.count, first: chatter.first)
    }
  }
}
