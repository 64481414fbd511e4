import Synchronization

/// How many jobs may still begin in this process. All slots of all sources take theirs here.
final class JobPermits: Sendable {
  /// What a job needs to begin.
  enum Permit {
    /// One of many.
    case one
    /// After it there is none.
    case last
  }

  /// What whoever stops the worker wants to know.
  enum Moment {
    /// The last permit is taken.
    case spent
    /// The job that took it has ended.
    case lastEnded
  }

  /// How many there are; `nil` for no limit.
  let most: Int?
  private let taken = Atomic(0)
  private let listener = Mutex<(@Sendable (Moment) -> Void)?>(nil)

  init(most: Int?) {
    self.most = most
  }

  func setListener(_ new: @escaping @Sendable (Moment) -> Void) {
    listener.withLock { $0 = new }
  }

  /// Takes one; `nil` when none is left. The listener knows that first: a worker that is not stopping would lease the job
  /// again as soon as it is back in its queue. Those of several slots may change places on their way back.
  func take() -> Permit? {
    guard let most else { return .one }
    let number = taken.wrappingAdd(1, ordering: .relaxed).newValue
    if number < most { return .one }
    tell(.spent)
    return number == most ? .last : nil
  }

  /// Notes that the job has ended that took the last one.
  func noteLastEnd() { tell(.lastEnded) }

  private func tell(_ moment: Moment) {
    listener.withLock { $0 }?(moment)
  }
}
