import LifeboatFormat
import LifeboatRedis

/// Some jobs of every place where there are any: of each the oldest and the newest.
///
/// Lists and sets may be of any length and their entries of any size, so that it is asked first how large they are.
struct JobSample: Sendable {
  /// Where jobs are.
  enum Place: Sendable, Hashable {
    /// They wait in a queue.
    case queue(String)
    /// They wait for their time in a set.
    case waiting(String)
    /// They have failed, and lie in a set.
    case failed(String)

    /// The queue's or the set's name.
    var name: String {
      switch self {
      case .queue(let name), .waiting(let name), .failed(let name): name
      }
    }

    /// What people call it. Printable.
    var label: String {
      let shown = Printable.line(name, limit: 60)
      if case .queue = self { return "the queue \(shown)" }
      return "the set \(shown)"
    }
  }

  /// An entry that was read.
  struct Entry: Sendable {
    let place: Place
    /// How many lie before it: in a queue from its front, elsewhere from the oldest.
    let index: Int
    /// What the commands call it; `nil` in a queue.
    let id: String?
    let size: Int
    /// What was read of it.
    let record: Result<JobRecord, MalformedPayload>

    /// How to find it.
    var address: String { id.map { "id \($0)" } ?? "place \(index)" }
  }

  /// Where something was found, in the order in which jobs pass.
  let places: [Place]
  let entries: [Entry]
  /// How many entries there are in those places.
  let total: Int

  /// How many queues are looked into, those with the most jobs.
  private static let mostQueues = 100

  /// What a sentence says of a sample.
  var extent: String { entries.count < total ? "in a sample of \(entries.count) of \(total)" : "of \(total)" }

  init(
    queues: [QueueSurvey.Queue], dialect: any InspectorDialect, on connection: RedisConnection
  ) async throws(InspectorError) {
    var entries: [Entry] = []
    var places: [Place] = []
    var total = 0
    let filled = queues.filter { $0.length ?? 0 > 0 }.sorted { $0.length ?? 0 > $1.length ?? 0 }
    for queue in filled.prefix(Self.mostQueues) {
      let ends = try await CollectionEnds(of: dialect.keys.queue(queue.name), .list, on: connection)
      places.append(.queue(queue.name))
      total += ends.count
      let isTail = dialect.front == .tail
      entries += ends.elements.map { index, bytes in
        Entry(
          place: .queue(queue.name), index: isTail ? ends.count - 1 - index : index, id: nil, size: bytes.count,
          record: Self.reading(bytes, dialect))
      }
    }
    let parts = dialect.doctorParts
    let sets =
      parts.waitingSets.map { ($0, Place.waiting($0.name)) } + parts.failedSets.map { ($0, Place.failed($0.name)) }
    for (set, place) in sets {
      let ends = try await CollectionEnds(of: set.key, set.kind, on: connection)
      if ends.count > 0 { places.append(place) }
      total += ends.count
      entries += ends.elements.map { index, bytes in
        let stored = StoredFailure(set: set.name, bytes: bytes)
        return Entry(
          place: place, index: index, id: stored.id.short, size: bytes.count, record: Self.reading(stored, dialect))
      }
    }
    self.entries = entries
    self.places = places
    self.total = total
  }

  private static func reading(
    _ bytes: [UInt8], _ dialect: any InspectorDialect
  ) -> Result<JobRecord, MalformedPayload> {
    do { return .success(try dialect.read(bytes)) } catch { return .failure(error) }
  }

  /// A job out of an entry of a set.
  private static func reading(
    _ stored: StoredFailure, _ dialect: any InspectorDialect
  ) -> Result<JobRecord, MalformedPayload> {
    let record = dialect.record(stored)
    if let malformed = record.malformed { return .failure(malformed) }
    return reading(dialect.job(of: record) ?? Array(record.jobText), dialect)
  }
}
