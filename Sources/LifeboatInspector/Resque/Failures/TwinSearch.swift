import LifeboatFormat
import LifeboatRedis

/// Looks for the other record of a failure, where an app may keep each in `failed` and in the list of its queue.
///
/// A record with the same bytes is the twin. Otherwise it is the one that says the same but for the times (Ruby writes one
/// after the other, and its requeue marks only the first), and of several such the one that is nearest in time. How far
/// apart they are does not matter: a clock may have been set in between.
struct TwinSearch {
  let connection: RedisConnection
  let keys: ResqueKeys

  /// The twin, wherever in its list it is: the list is read to its oldest entry, a part at a time, where no record there
  /// has the same bytes.
  func twin(of failure: FailedEntry) async throws(InspectorError) -> FailedEntry? {
    guard let list = Self.otherList(of: failure) else { return nil }
    let key = keys.failed(list: list)
    // A key that is no list holds no record.
    let replies = try await connection.read(
      [RedisCommand("LPOS", key, failure.bytes, "RANK", -1), RedisCommand("LLEN", key)], showsWrongTypes: true)
    if replies[0].int != nil { return FailedEntry(bytes: failure.bytes, list: list) }
    guard let content = FailureContent(failure.entry), let count = replies[1].int else { return nil }
    var cursor = ListCursor<FailedEntry>(list: list, key: key, count: count, connection: connection)
    var nearest: (twin: FailedEntry, distance: Int)?
    while nearest?.distance != 0, let other = try await cursor.next() {
      guard FailureContent(other.entry) == content else { continue }
      let distance = Self.distance(failure, other)
      if distance < nearest?.distance ?? .max || nearest == nil { nearest = (other, distance) }
    }
    return nearest?.twin
  }

  /// Adds to entries of `failed` what twins of theirs are among the newest of their queues' lists.
  ///
  /// - Parameter depth: how many of each list's newest to look at.
  func addTwins(to failures: [FailedEntry], depth: Int) async throws(InspectorError) -> [FailedEntry] {
    var failures = failures
    // By bytes: Swift takes some names for equal that are different keys.
    let lists = Dictionary(grouping: failures.indices) { Self.otherList(of: failures[$0]).map { Array($0.utf8) } }
    for (name, indices) in lists {
      guard let name = name.map({ String(decoding: $0, as: UTF8.self) }) else { continue }
      let key = keys.failed(list: name)
      let places = try await connection.read(
        indices.map { RedisCommand("LPOS", key, failures[$0].bytes, "RANK", -1, "MAXLEN", depth) },
        showsWrongTypes: true)
      for (index, place) in zip(indices, places) where place.int != nil {
        failures[index] = failures[index].with(twin: FailedEntry(bytes: failures[index].bytes, list: name))
      }
      let others = indices.filter { failures[$0].twin == nil }
      guard !others.isEmpty else { continue }
      try await addUnequalTwins(to: &failures, at: others, list: name, depth: depth)
    }
    return failures
  }

  /// Adds the twins of those entries that have none with the same bytes.
  private func addUnequalTwins(
    to failures: inout [FailedEntry], at indices: [Int], list: String, depth: Int
  ) async throws(InspectorError) {
    let key = keys.failed(list: list)
    let length = try await connection.read([RedisCommand("LLEN", key)], showsWrongTypes: true)[0]
    guard let count = length.int else { return }
    var waiting = Dictionary(grouping: indices) { FailureContent(failures[$0].entry) }
    waiting[nil] = nil
    var distances: [Int: Int] = [:]
    var cursor = ListCursor<FailedEntry>(list: list, key: key, count: count, connection: connection)
    var looked = 0
    while looked < depth, !waiting.isEmpty, let other = try await cursor.next() {
      looked += 1
      let content = FailureContent(other.entry)
      let same = (waiting[content] ?? []).map { (index: $0, distance: Self.distance(failures[$0], other)) }
      guard let nearest = same.min(by: { $0.distance < $1.distance }) else { continue }
      if let known = distances[nearest.index], known <= nearest.distance { continue }
      failures[nearest.index] = failures[nearest.index].with(twin: other)
      distances[nearest.index] = nearest.distance
      guard nearest.distance == 0 else { continue }
      waiting[content] = same.count == 1 ? nil : same.map(\.index).filter { $0 != nearest.index }
    }
  }

  /// The list that would hold the other record; `nil` for an entry that names no queue, or is in the list of another.
  static func otherList(of failure: FailedEntry) -> String? {
    guard let queue = failure.entry.queue else { return nil }
    let list = ResqueKeys.failedList(of: queue)
    if failure.list == FailureBackend.listName { return list }
    return failure.list.utf8.elementsEqual(list.utf8) ? FailureBackend.listName : nil
  }

  /// The seconds between two records; none where they have the same bytes, the most where a time cannot be read.
  private static func distance(_ failure: FailedEntry, _ other: FailedEntry) -> Int {
    if failure.bytes == other.bytes { return 0 }
    guard let seconds = failure.entry.failedAtSeconds, let others = other.entry.failedAtSeconds else { return .max }
    return abs(seconds - others)
  }
}
