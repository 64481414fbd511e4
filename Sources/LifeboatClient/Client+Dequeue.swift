import LifeboatFormat
import LifeboatRedis

extension Client {
  /// Takes back every job of a queue with exactly these class and arguments, as `Resque.dequeue(class, args…)` does.
  ///
  /// Only equal bytes count; where each job has an id and times of its own, those of the arguments. The same job from
  /// another producer may be written differently (Rails escapes `<`, `>` and `&`; Ruby's JSON libraries spell `1e20` in
  /// several ways), and ``dequeue(from:where:)`` finds that too. Jobs that run, or are about to, are not touched.
  ///
  /// - Returns: how many were taken back.
  /// - Throws: ``ClientError/activeJobBytes(className:)`` for an Active Job.
  @discardableResult
  public func dequeue(_ job: NewJob) async throws(ClientError) -> Int {
    guard job.activeJob == nil else { throw .activeJobBytes(className: job.className) }
    if let bytes = dialect.commonBytes(className: job.className, arguments: job.arguments) {
      return try await dequeue(bytes, from: job.queue)
    }
    return try await dequeue(from: job.queue) { job.isWritten(as: $0) }
  }

  /// Takes back every job of a queue with exactly these bytes, whatever they are.
  ///
  /// - Returns: how many were taken back.
  @discardableResult
  public func dequeue(_ payload: [UInt8], from queue: String) async throws(ClientError) -> Int {
    try await send([RedisCommand("LREM", dialect.keys.queue(queue), 0, payload)])[0].int ?? 0
  }

  /// Takes back the job with an id from a queue, as `Sidekiq::Queue#find_job(jid).delete` does.
  ///
  /// - Returns: how many were taken back: 1, or 0 when it is not there any more.
  @discardableResult
  public func dequeue(jid: String, from queue: String) async throws(ClientError) -> Int {
    try await dequeue(from: queue) { $0.jid?.utf8.elementsEqual(jid.utf8) ?? false }
  }

  /// Takes back every job of one class from a queue, as `Resque.dequeue(class)` does.
  ///
  /// - Returns: how many were taken back.
  @discardableResult
  public func dequeue(every className: String, from queue: String) async throws(ClientError) -> Int {
    try await dequeue(from: queue) { $0.className.utf8.elementsEqual(className.utf8) }
  }

  /// Takes back the jobs of a queue that a closure picks.
  ///
  /// The queue is read from its back to its front, some hundred jobs at a time; each picked one is removed by its own
  /// bytes. What workers take meanwhile is theirs. Malformed jobs are never picked.
  ///
  /// - Returns: how many were taken back.
  @discardableResult
  public func dequeue(
    from queue: String, where isPicked: @Sendable (JobRecord) -> Bool
  ) async throws(ClientError) -> Int {
    var walk = ListWalk(key: dialect.keys.queue(queue), frontIsTail: dialect.front == .tail)
    var total = 0
    while let window = try await next(&walk) {
      let picked = window.filter { element in
        guard let record = try? dialect.read(element.bytes) else { return false }
        return isPicked(record)
      }
      guard let first = window.first, !picked.isEmpty else { continue }
      let removed = try await takeOut(picked.map(\.bytes), of: walk.key, behind: first.fromBack, window.count)
      walk.remove(removed)
      total += removed
    }
    return total
  }

  /// Takes elements out of a list, the back-most first, of which each was seen within `count` elements behind `offset`.
  private func takeOut(
    _ elements: [[UInt8]], of key: String, behind offset: Int, _ count: Int
  ) async throws(ClientError) -> Int {
    let back = dialect.front.opposite
    var arguments: [any RedisArgument] = [
      back.rawValue, offset, count + Self.mostPushedMeanwhile, Self.newTombstone(),
    ]
    arguments += elements
    let reply: RedisValue
    do { reply = try await connection.run(.takeOut, keys: [key], arguments: arguments) } catch { throw .redis(error) }
    let taken = reply.int ?? 0
    // The others have moved further, or are gone.
    let rest = Dictionary(elements.dropFirst(taken).map { ($0, 1) }, uniquingKeysWith: +)
    let replies = try await send(rest.map { RedisCommand("LREM", key, back == .head ? $0.value : -$0.value, $0.key) })
    return taken + replies.reduce(0) { $0 + ($1.int ?? 0) }
  }

  /// How far pushes are expected to shift a window between its reading and its change.
  private static let mostPushedMeanwhile = 500

  /// A text that is no element of any list.
  private static func newTombstone() -> String {
    "lifeboat:taken-out:" + String(UInt64.random(in: .min ... .max), radix: 16)
      + String(UInt64.random(in: .min ... .max), radix: 16)
  }

  private func next(_ walk: inout ListWalk) async throws(ClientError) -> [ListWalk.Element]? {
    do { return try await walk.next(on: connection) } catch { throw .redis(error) }
  }
}
