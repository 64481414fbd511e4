import LifeboatFormat

/// Walks several failed lists as one, the newest failure first; two records of one failure come out as one.
///
/// It holds only the failures of a few seconds: a record waits until no twin of it can come any more.
struct FailureMerge {
  private var cursors: [FailureCursor]
  private let foldsTwins: Bool

  private struct Waiting {
    var failure: Failure
    let time: Int
    let content: FailureContent?
  }

  /// In order, by a number that goes up.
  private var waiting: [Int: Waiting] = [:]
  private var first = 0
  private var end = 0
  /// The numbers of records that have no twin yet, by what they say.
  private var unmatched: [FailureContent: [Int]] = [:]

  /// - Parameter cursors: the list `failed` first, where it is among them.
  init(_ cursors: [FailureCursor]) {
    self.cursors = cursors
    foldsTwins = cursors.count > 1 && cursors.first?.list == FailureBackend.listName
  }

  /// How many failures are left, where no two records of one can be among them; `nil` where that is not sure.
  var certainRest: Int? {
    guard waiting.isEmpty else { return nil }
    let left = cursors.filter { $0.remaining > 0 }
    let isOneKind = left.count < 2 || !left.contains { $0.list == FailureBackend.listName }
    return isOneKind ? left.reduce(0) { $0 + $1.remaining } : nil
  }

  /// The next failure; `nil` at the end.
  mutating func next() async throws(InspectorError) -> Failure? {
    while true {
      let newest = try await newestCursor()
      if let oldest = waiting[first], newest.map({ $0.time < oldest.time - FailureContent.apart }) ?? true {
        return take(oldest)
      }
      guard let newest, let failure = try await cursors[newest.index].next() else { return nil }
      guard foldsTwins else { return failure }
      admit(failure, at: newest.time)
    }
  }

  private mutating func newestCursor() async throws(InspectorError) -> (index: Int, time: Int)? {
    var newest: (index: Int, time: Int)?
    for index in cursors.indices {
      guard let time = try await cursors[index].nextTime() else { continue }
      if newest.map({ time > $0.time }) ?? true { newest = (index, time) }
    }
    return newest
  }

  private mutating func admit(_ failure: Failure, at time: Int) {
    let content = FailureContent(failure.entry)
    for number in content.flatMap({ unmatched[$0] }) ?? [] {
      guard var match = waiting[number], isTwin(failure, of: match.failure) else { continue }
      let isMain = failure.list == FailureBackend.listName
      match.failure = isMain ? failure.with(twin: match.failure) : match.failure.with(twin: failure)
      waiting[number] = match
      return forget(number, content)
    }
    if let content { unmatched[content, default: []].append(end) }
    waiting[end] = Waiting(failure: failure, time: time, content: content)
    end += 1
  }

  /// One of the two must be in `failed` and the other in the list of its queue: elsewhere equal records are two failures.
  private func isTwin(_ failure: Failure, of other: Failure) -> Bool {
    let lists = [failure.list, other.list]
    guard let queue = failure.entry.queue, lists.contains(FailureBackend.listName),
      lists.contains(ResqueKeys.failedList(of: queue))
    else { return false }
    return failure.entry.isTwin(of: other.entry)
  }

  private mutating func take(_ oldest: Waiting) -> Failure {
    forget(first, oldest.content)
    waiting[first] = nil
    first += 1
    return oldest.failure
  }

  private mutating func forget(_ number: Int, _ content: FailureContent?) {
    guard let content, var numbers = unmatched.removeValue(forKey: content) else { return }
    numbers.removeAll { $0 == number }
    if !numbers.isEmpty { unmatched[content] = numbers }
  }
}
