/// What the runs of each class came to in one slot, since somebody took it last.
///
/// It has as many classes as the slot ran, and those are registered: a stranger's class does not run.
struct RunTally: Sendable {
  private(set) var classes: [(name: String, runs: ClassRuns)] = []
  private var places: [String: Int] = [:]
  /// The class of the latest run: the next is often of the same, and then nothing is looked up.
  private var latest = 0

  /// Counts a run.
  mutating func note(_ className: String, nanoseconds: Int64, isFailure: Bool) {
    if latest >= classes.count || classes[latest].name != className { latest = place(of: className) }
    classes[latest].runs.note(nanoseconds: nanoseconds, isFailure: isFailure)
  }

  private mutating func place(of className: String) -> Int {
    if let place = places[className] { return place }
    places[className] = classes.count
    classes.append((className, ClassRuns()))
    return classes.count - 1
  }
}
