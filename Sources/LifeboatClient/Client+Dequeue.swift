import LifeboatFormat
import LifeboatRedis

extension Client {
  /// Takes back every job of a queue with exactly these class and arguments, as `Resque.dequeue(class, args…)` does.
  ///
  /// Only equal bytes count: the same job from another producer may be written differently (Rails escapes `<`, `>` and
  /// `&`; Ruby's JSON libraries spell `1e20` in several ways), and ``dequeue(from:where:)`` finds that too. Jobs that run,
  /// or are about to, are not touched.
  ///
  /// - Returns: how many were taken back.
  @discardableResult
  public func dequeue(_ job: NewJob) async throws(ClientError) -> Int {
    try await dequeue(dialect.encode(className: job.className, arguments: job.arguments), from: job.queue)
  }

  /// Takes back every job of a queue with exactly these bytes, whatever they are.
  ///
  /// - Returns: how many were taken back.
  @discardableResult
  public func dequeue(_ payload: [UInt8], from queue: String) async throws(ClientError) -> Int {
    try await send([RedisCommand("LREM", dialect.keys.queue(queue), 0, payload)], as: "LREM")[0].int ?? 0
  }

  /// Takes back every job of one class from a queue, as `Resque.dequeue(class)` does.
  ///
  /// - Returns: how many were taken back.
  @discardableResult
  public func dequeue(every className: String, from queue: String) async throws(ClientError) -> Int {
    try await dequeue(from: queue) { $0.className == className }
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
    var walk = ListWalk(key: dialect.keys.queue(queue))
    var total = 0
    while let window = try await next(&walk) {
      var copies: [[UInt8]: Int] = [:]
      for element in window {
        guard let record = try? dialect.read(element.bytes), isPicked(record) else { continue }
        copies[element.bytes, default: 0] += 1
      }
      // As many as were seen and from the back, where they lie: Redis need not look through the rest of the list.
      let commands = copies.map { RedisCommand("LREM", walk.key, -$0.value, $0.key) }
      let removed = try await send(commands, as: "LREM").reduce(0) { $0 + ($1.int ?? 0) }
      walk.remove(removed)
      total += removed
    }
    return total
  }

  private func next(_ walk: inout ListWalk) async throws(ClientError) -> [ListWalk.Element]? {
    do { return try await walk.next(on: connection) } catch { throw .redis(error) }
  }
}
