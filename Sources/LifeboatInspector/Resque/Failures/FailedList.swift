import LifeboatFormat
import LifeboatRedis

/// The failures of one Resque app, in whichever lists it keeps them.
public struct FailedList: FailureStore {
  private let connection: RedisConnection
  private let dialect: ResqueDialect
  private let told: FailureBackend?

  /// The failed lists of one app.
  ///
  /// - Parameter backend: which of them to look at. Without it an app that keeps each failure in two lists is found by what
  ///   Redis holds, and looked at as with ``FailureBackend/both``; of any other every list is looked at, also those from
  ///   before a change. With both, `failed` alone is listed and counted, as Ruby does.
  public init(connection: RedisConnection, dialect: ResqueDialect, backend: FailureBackend? = nil) {
    self.connection = connection
    self.dialect = dialect
    told = backend
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

  /// The lists that are listed and hold failures, `failed` first.
  public func sets() async throws(InspectorError) -> [FailureSet] {
    try await filled(try await shownBackend())
  }

  public func places() async throws(InspectorError) -> [FailurePlace] {
    try await sets().map { FailurePlace(name: $0.name, key: dialect.keys.failed(list: $0.name), kind: .list) }
  }

  /// Failures, the newest first. Those of an app that keeps each in two lists have their twins, where these are about as
  /// deep in their lists.
  ///
  /// - Parameters:
  ///   - offset: how many of the newest to pass over.
  ///   - limit: how many to read at most.
  public func newest(offset: Int, limit: Int) async throws(InspectorError) -> [Failure] {
    guard limit > 0 else { return [] }
    let backend = try await shownBackend()
    let lists = try await filled(backend)
    let passed = min(offset, lists.reduce(0) { $0 + $1.count })
    // Of a single list the newest need not be read to be passed over.
    var skipped = lists.count == 1 ? passed : 0
    let chunk = min(ListCursor<FailedEntry>.most, passed - skipped + min(limit, ListCursor<FailedEntry>.most))
    var merge = FailureMerge<FailedEntry>(lists.map { cursor($0, passing: skipped, chunk: chunk) })
    var found: [FailedEntry] = []
    while found.count < limit, let failure = try await merge.next() {
      if skipped < passed { skipped += 1 } else { found.append(failure) }
    }
    if backend == .both {
      found = try await twins.addTwins(to: found, depth: passed + found.count + ListCursor<FailedEntry>.most)
    }
    return found.map(\.failure)
  }

  /// The same failure with its twin, wherever that is.
  public func completing(_ failure: Failure) async throws(InspectorError) -> Failure {
    let entry = FailedEntry(bytes: failure.bytes, list: failure.set)
    return try await twins.twin(of: entry).map { entry.with(twin: $0).failure } ?? failure
  }

  /// The failures whose ids begin with each of these texts: one, or equal copies of one, in whichever list; only in the one
  /// list or in the queues' where one of these was told.
  public func find(_ prefixes: [String]) async throws(InspectorError) -> [[Failure]] {
    var wanted = try WantedFailures<FailedEntry>(prefixes)
    for list in try await filled(told == .both ? nil : told) {
      var cursor = cursor(list)
      while let failure = try await cursor.next() { wanted.add(failure.id, failure) }
    }
    return try wanted.all().map { $0.map(\.failure) }
  }

  private var twins: TwinSearch { TwinSearch(connection: connection, keys: dialect.keys) }

  /// What is listed and counted; `nil` for every list.
  private func shownBackend() async throws(InspectorError) -> FailureBackend? {
    if let told { return told }
    return try await found() == .both ? .both : nil
  }

  /// The lists that hold anything: with `both` the one of them that Ruby reads, without a backend all. A name among the
  /// queues' whose key is no list holds no failures.
  private func filled(_ backend: FailureBackend?) async throws(InspectorError) -> [FailureSet] {
    let keys = dialect.keys
    var lists: [FailureSet] = []
    if backend != .perQueue {
      let length = try await connection.read([RedisCommand("LLEN", keys.failed)])[0]
      lists.append(FailureSet(name: FailureBackend.listName, count: length.int ?? 0))
    }
    if backend == nil || backend == .perQueue {
      let members = try await connection.read([RedisCommand("SMEMBERS", keys.failedQueues)])[0].strings
      // By bytes: Swift takes some names for equal that are different keys.
      let names = members.sorted { $0.lexicographicallyPrecedes($1) }.map { String(decoding: $0, as: UTF8.self) }
        .filter { $0 != FailureBackend.listName }
      let lengths = try await connection.read(
        names.map { RedisCommand("LLEN", keys.failed(list: $0)) }, showsWrongTypes: true)
      lists += zip(names, lengths).map { FailureSet(name: $0, count: $1.int ?? 0) }
    }
    return lists.filter { $0.count > 0 }
  }

  private func cursor(
    _ list: FailureSet, passing passed: Int = 0, chunk: Int = ListCursor<FailedEntry>.most
  ) -> ListCursor<FailedEntry> {
    ListCursor<FailedEntry>(
      list: list.name, key: dialect.keys.failed(list: list.name), count: list.count - passed, chunk: chunk,
      connection: connection)
  }
}
