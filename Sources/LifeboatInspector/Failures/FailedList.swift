import LifeboatFormat
import LifeboatRedis

/// The failures of one app, in whichever lists it keeps them: reads them, and sends their jobs back to their queues.
public struct FailedList: Sendable {
  private let connection: RedisConnection
  private let dialect: any Dialect
  private let backend: FailureBackend

  /// The failed lists of one app.
  ///
  /// - Parameter backend: which of them to look at. With both, which is the default, a failure that is recorded in both is
  ///   one; an app that uses only one of them has nothing in the other, or what is left from before a change.
  public init(connection: RedisConnection, dialect: any Dialect, backend: FailureBackend = .both) {
    self.connection = connection
    self.dialect = dialect
    self.backend = backend
  }

  /// The backend that the app uses, by what Redis holds.
  public func found() async throws(InspectorError) -> FailureBackend {
    let keys = dialect.keys
    do throws(RedisError) {
      return try await connection.perform { (session) throws(RedisError) in
        try FailureEvidence(keys: keys) { (commands) throws(RedisError) in
          try session.pipeline(commands.map { RedisCommand($0) }).map(\.strings)
        }.backend
      }
    } catch {
      throw .redis(error)
    }
  }

  /// The names of the lists that hold failures, `failed` first.
  public func lists() async throws(InspectorError) -> [String] {
    try await filled().map(\.name)
  }

  /// How many failures there are. They are read for it as far back as both kinds of lists have any.
  public func count() async throws(InspectorError) -> Int {
    var merge = merge(try await filled())
    var count = 0
    while true {
      if let rest = merge.certainRest { return count + rest }
      guard try await merge.next() != nil else { return count }
      count += 1
    }
  }

  /// Failures, the newest first.
  ///
  /// - Parameters:
  ///   - offset: how many of the newest to pass over.
  ///   - limit: how many to read at most.
  public func newest(offset: Int = 0, limit: Int) async throws(InspectorError) -> [Failure] {
    guard limit > 0 else { return [] }
    var lists = try await filled()
    var skipped = 0
    if lists.count == 1 {
      skipped = min(offset, lists[0].count)
      lists[0].count -= skipped
    }
    var merge = merge(lists)
    var found: [Failure] = []
    while found.count < limit, let failure = try await merge.next() {
      if skipped < offset { skipped += 1 } else { found.append(failure) }
    }
    return found
  }

  /// The failures whose ids begin with `prefix`: one, or equal copies of one.
  public func find(_ prefix: String) async throws(InspectorError) -> [Failure] {
    let found = try await find([prefix])
    return found[0]
  }

  /// The same for many prefixes, in one pass over the lists.
  public func find(_ prefixes: [String]) async throws(InspectorError) -> [[Failure]] {
    var wanted: [String] = []
    for prefix in prefixes { wanted.append(try FailureID.prefix(prefix)) }
    var found: [[Failure]] = Array(repeating: [], count: wanted.count)
    var merge = merge(try await filled())
    while let failure = try await merge.next() {
      for (index, prefix) in wanted.enumerated() where failure.hasID(prefix) { found[index].append(failure) }
    }
    for (index, prefix) in wanted.enumerated() {
      let ids = Set(found[index].map(\.id.digits))
      if ids.isEmpty { throw .noFailure(prefix: prefix) }
      if ids.count > 1 {
        throw .ambiguousFailure(prefix: prefix, matches: ids.sorted().prefix(5).map { String($0.prefix(16)) })
      }
    }
    return found
  }

  /// Moves one failure's job to the back of its queue; its entry goes, and its twin with it. All happens at once or
  /// nothing does.
  ///
  /// - Returns: `false` when the entry, or its twin, is no longer there: somebody else was quicker.
  public func requeue(_ failure: Failure) async throws(InspectorError) -> Bool {
    guard let queue = failure.entry.queue, let job = failure.job else { return false }
    let keys = dialect.keys
    let records = [(failure.list, failure.bytes)] + (failure.twin.map { [($0.list, $0.bytes)] } ?? [])
    do {
      let reply = try await connection.run(
        .requeue, keys: [keys.queue(queue), keys.queues] + records.map { keys.failed(list: $0.0) },
        arguments: [Array(queue.utf8), job] + records.map(\.1))
      return reply.int == 1
    } catch {
      throw .redis(error)
    }
  }

  /// The lists to look at that hold anything. A name among the queues' whose key is no list holds no failures.
  private func filled() async throws(InspectorError) -> [(name: String, count: Int)] {
    let keys = dialect.keys
    let first = try await connection.read([
      RedisCommand("SMEMBERS", keys.failedQueues), RedisCommand("LLEN", keys.failed),
    ])
    let names = Set((first[0].array ?? []).compactMap(\.string)).subtracting([FailureBackend.listName]).sorted()
    let lengths = try await connection.read(
      names.map { RedisCommand("LLEN", keys.failed(list: $0)) }, showsWrongTypes: true)
    let list = backend.usesList ? [(name: FailureBackend.listName, count: first[1].int ?? 0)] : []
    let others = backend.usesQueueLists ? zip(names, lengths).map { (name: $0, count: $1.int ?? 0) } : []
    return (list + others).filter { $0.count > 0 }
  }

  private func merge(_ lists: [(name: String, count: Int)]) -> FailureMerge {
    FailureMerge(
      lists.map {
        FailureCursor(
          list: $0.name, key: dialect.keys.failed(list: $0.name), count: $0.count, connection: connection)
      })
  }
}
