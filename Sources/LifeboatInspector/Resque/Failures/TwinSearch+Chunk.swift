import LifeboatFormat
import LifeboatRedis

extension TwinSearch {
  /// The twins of several entries, each record the twin of one of them at most.
  ///
  /// Entries that go home come the oldest first, and so do their twins: both ways to look begin at the oldest end. Redis finds those with
  /// the same bytes; only for the others records are read, until the nearest in time must be among them.
  func twins(of failures: [FailedEntry]) async throws(InspectorError) -> [FailedEntry?] {
    var twins: [PlacedRecord?] = Array(repeating: nil, count: failures.count)
    // By bytes: Swift takes some names for equal that are different keys.
    let lists = Dictionary(grouping: failures.indices) { Self.otherList(of: failures[$0]).map { Array($0.utf8) } }
    for (name, indices) in lists {
      guard let name = name.map({ String(decoding: $0, as: UTF8.self) }) else { continue }
      let equal = Dictionary(grouping: indices) { failures[$0].bytes }.map { (bytes: $0, indices: $1) }
      let key = keys.failed(list: name)
      // A key that is no list holds no record.
      let places = try await connection.read(
        equal.map { RedisCommand("LPOS", key, $0.bytes, "COUNT", $0.indices.count) }, showsWrongTypes: true)
      var taken: [[UInt8]: Int] = [:]
      for ((bytes, indices), found) in zip(equal, places) {
        let places = (found.array ?? []).compactMap(\.int)
        taken[bytes] = places.count
        for (index, place) in zip(indices, places) {
          twins[index] = PlacedRecord(entry: FailedEntry(bytes: bytes, list: name), place: place)
        }
      }
      let others = indices.filter { twins[$0] == nil }
      guard !others.isEmpty else { continue }
      for (index, twin) in try await nearest(to: others.map { ($0, failures[$0]) }, in: name, except: taken) {
        twins[index] = twin
      }
      // Which of equal entries has which twin is all the same; in their order an undo puts them back in theirs.
      for (_, indices) in equal {
        let found = indices.filter { twins[$0] != nil }
        let sorted = found.compactMap { twins[$0] }.sorted { $0.place < $1.place }
        for (index, twin) in zip(found, sorted) { twins[index] = twin }
      }
    }
    return twins.map { $0?.entry }
  }

  /// The records that say the same but for the times, for each entry the nearest that no other has.
  ///
  /// - Parameter taken: how many of equal records are twins of others.
  private func nearest(
    to failures: [(index: Int, entry: FailedEntry)], in list: String, except taken: [[UInt8]: Int]
  ) async throws(InspectorError) -> [Int: PlacedRecord] {
    var taken = taken
    var groups: [FailureContent: TwinCandidates] = [:]
    for (index, entry) in failures {
      guard let content = FailureContent(entry.entry) else { continue }
      groups[content, default: TwinCandidates()].add(entry, index: index)
    }
    // Walked as if its oldest end were its back.
    var walk = ListWalk(key: keys.failed(list: list), frontIsTail: true)
    var open = groups.count
    while open > 0, let window = try await next(&walk) {
      for element in window {
        if let count = taken[element.bytes], count > 0 {
          taken[element.bytes] = count - 1
          continue
        }
        let record = FailedEntry(bytes: element.bytes, list: list)
        if let content = FailureContent(record.entry) {
          groups[content]?.offer(PlacedRecord(entry: record, place: element.fromBack))
        }
      }
      let latest = window.last.flatMap { ResqueFailure.Entry(parsing: $0.bytes).failedAtSeconds }
      open = groups.values.count { !$0.isComplete(before: latest) }
    }
    return groups.values.reduce(into: [:]) { found, group in
      found.merge(group.pairs()) { first, _ in first }
    }
  }

  private func next(_ walk: inout ListWalk) async throws(InspectorError) -> [ListWalk.Element]? {
    do { return try await walk.next(on: connection) } catch {
      if error.code == "WRONGTYPE" { return nil }
      throw .redis(error)
    }
  }
}

/// A record, and where it lies from the oldest end of its list.
private struct PlacedRecord {
  let entry: FailedEntry
  let place: Int

  var seconds: Int? { entry.entry.failedAtSeconds }
}

/// Entries that say the same but for their times, and the records among which their twins are.
private struct TwinCandidates {
  private var entries: [(index: Int, seconds: Int?)] = []
  private var records: [PlacedRecord] = []
  /// How many of the records, the first, are older than every entry.
  private var older = 0

  mutating func add(_ entry: FailedEntry, index: Int) {
    entries.append((index, entry.entry.failedAtSeconds))
  }

  /// Takes a record into account. Of those that are older than every entry the latest are enough.
  mutating func offer(_ record: PlacedRecord) {
    records.append(record)
    guard older == records.count - 1, let seconds = record.seconds, let first = entries.compactMap(\.seconds).min(),
      seconds < first
    else { return }
    older += 1
    if older > 2 * entries.count {
      records.removeFirst(older - entries.count)
      older = entries.count
    }
  }

  /// Whether nothing that is written later than so many seconds could be nearer.
  func isComplete(before latest: Int?) -> Bool {
    guard records.count >= entries.count, let latest, let last = entries.compactMap(\.seconds).max() else {
      return false
    }
    let reach = entries.compactMap { entry in records.map { distance(entry.seconds, $0.seconds) }.min() }.max() ?? 0
    return latest - last > max(reach, FailureContent.apart)
  }

  /// Which record belongs to which entry, the nearest pairs first.
  func pairs() -> [Int: PlacedRecord] {
    var pairs: [(entry: Int, record: Int, distance: Int)] = []
    for entry in entries.indices {
      for record in records.indices {
        pairs.append((entry, record, distance(entries[entry].seconds, records[record].seconds)))
      }
    }
    var found: [Int: PlacedRecord] = [:]
    var used: Set<Int> = []
    for pair in pairs.sorted(by: { ($0.distance, $0.record) < ($1.distance, $1.record) }) {
      guard found[entries[pair.entry].index] == nil, used.insert(pair.record).inserted else { continue }
      found[entries[pair.entry].index] = records[pair.record]
    }
    return found
  }

  /// The most where a time cannot be read.
  private func distance(_ one: Int?, _ other: Int?) -> Int {
    guard let one, let other else { return .max }
    return abs(one - other)
  }
}
