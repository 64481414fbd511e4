import LifeboatFormat
import LifeboatRedis

/// Tells Sidekiq's processes from afar to take no more jobs, or to stop: Ruby's and ours.
///
/// A process looks once a beat (5 or 10 seconds in Ruby), so an order takes that long to arrive.
public struct WorkerRemote: Sendable {
  /// What a process can be told. The raw values are the signals that stand for it.
  public enum Order: String, Sendable {
    /// Take no more jobs.
    case quiet = "TSTP"
    /// Finish, and end.
    case stop = "TERM"
  }

  private let connection: RedisConnection
  private let dialect: SidekiqDialect
  /// For how many seconds an order waits to be heard, as in Ruby.
  private static let patience = 60

  init(connection: RedisConnection, dialect: SidekiqDialect) {
    self.connection = connection
    self.dialect = dialect
  }

  /// Every process that is registered.
  public func processes() async throws(InspectorError) -> [ProcessSummary] {
    try await ProcessReader(connection: connection, dialect: dialect).list()
  }

  /// The process that a person means: by its id, the beginning of one, or `HOST:PID`.
  ///
  /// - Throws: ``InspectorError/noWorker(_:)`` and ``InspectorError/ambiguousWorker(_:matches:)``.
  public static func process(
    _ text: String, among processes: [ProcessSummary]
  ) throws(InspectorError) -> ProcessSummary {
    if let exact = processes.first(where: { $0.id == text }) { return exact }
    var matches = processes.filter { process in
      guard let host = process.process.host, let pid = process.process.pid else { return false }
      return "\(host):\(pid)" == text
    }
    if matches.isEmpty { matches = processes.filter { $0.id.hasPrefix(text) } }
    guard let match = matches.first else { throw .noWorker(text) }
    guard matches.count == 1 else { throw .ambiguousWorker(text, matches: matches.prefix(5).map(\.id)) }
    return match
  }

  /// Leaves an order for a process.
  ///
  /// - Source: Sidekiq, `lib/sidekiq/api.rb`, `signal`.
  public func send(_ order: Order, to process: ProcessSummary) async throws(InspectorError) {
    let key = dialect.keys.signals(process.process.identity)
    let replies = try await connection.read([
      RedisCommand("MULTI"), RedisCommand("LPUSH", key, order.rawValue), RedisCommand("EXPIRE", key, Self.patience),
      RedisCommand("EXEC"),
    ])
    for case .error(let message) in replies.last?.array ?? [] {
      throw .redis(
        RedisError(reply: message, to: "LPUSH \(Printable.line(key, limit: 200))", server: "\(connection.url)"))
    }
  }
}
