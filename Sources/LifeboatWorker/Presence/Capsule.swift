import LifeboatFormat

/// One of the sources that a process works: Sidekiq's word for a part of its slots that has queues of its own.
struct Capsule: Sendable {
  let source: Source
  /// What its slots do.
  let board: SlotBoard
  /// When jobs are due that it has put off. What is due in an app is moved for all of its sources, by the first.
  let dueTimes = DueTimes()
  /// The first look at what is due, by the same.
  let firstLook = FirstLook()

  /// Whether both are sources of one app, which are shown together where the dialect shows processes.
  func isShown(with other: Capsule) -> Bool {
    source.isOfSameApp(as: other.source)
  }
}
