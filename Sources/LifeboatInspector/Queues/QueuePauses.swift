import LifeboatFormat
import LifeboatRedis

/// Which queues wait although there are workers: single ones, or all. ``InspectorDialect/pauseReach`` says whom a pause
/// reaches.
public struct QueuePauses: Sendable {
  private let connection: RedisConnection
  private let dialect: any InspectorDialect

  /// The most names in one command.
  private static let mostNames = 500

  /// The pauses of one app.
  public init(connection: RedisConnection, dialect: any InspectorDialect) {
    self.connection = connection
    self.dialect = dialect
  }

  /// The queues that are paused by name, sorted by bytes.
  public func names() async throws(InspectorError) -> [String] {
    let members = try await connection.read([RedisCommand("SMEMBERS", dialect.pausedQueues)])[0]
    return (members.array ?? []).compactMap(\.string).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Pauses queues by name; whether they have any jobs does not matter.
  public func pause(_ queues: [String]) async throws(InspectorError) {
    try await change("SADD", queues)
  }

  /// Lets workers take from these queues again.
  public func resume(_ queues: [String]) async throws(InspectorError) {
    try await change("SREM", queues)
  }

  /// Whether every worker is paused.
  public func isAllPaused() async throws(InspectorError) -> Bool {
    Self.pauses(try await connection.read([RedisCommand("GET", dialect.pauseAll)])[0].string)
  }

  /// Pauses every worker.
  public func pauseAll() async throws(InspectorError) {
    try await connection.write([RedisCommand("SET", dialect.pauseAll, "true")])
  }

  /// Ends ``pauseAll()``. Queues that are paused by name stay so.
  public func resumeAll() async throws(InspectorError) {
    try await connection.write([RedisCommand("DEL", dialect.pauseAll)])
  }

  /// Whether a value of the pause key pauses: `true` in any case, with any white space around it.
  ///
  /// - Source: Resque, `lib/resque/worker.rb`, `paused?`.
  static func pauses(_ value: String?) -> Bool {
    guard let value else { return false }
    return value.lowercased().split(whereSeparator: \.isWhitespace) == ["true"]
  }

  private func change(_ command: String, _ queues: [String]) async throws(InspectorError) {
    var commands: [RedisCommand] = []
    for (index, queue) in queues.enumerated() {
      if index % Self.mostNames == 0 { commands.append(RedisCommand(command, dialect.pausedQueues)) }
      commands[commands.count - 1].append(queue)
    }
    try await connection.write(commands)
  }
}
