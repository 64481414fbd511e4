import LifeboatClient
import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport

/// A Redis of a test's own, and a client that writes Sidekiq's jobs into it.
struct SidekiqStage {
  let server: RedisServer
  let session: RedisSession
  let client: Client

  init(_ dialect: SidekiqDialect = SidekiqDialect(), middleware: [any EnqueueMiddleware] = []) throws {
    server = try RedisServer()
    session = server.session()
    client = Client(redis: server.url, dialect: dialect, middleware: middleware)
  }

  @discardableResult
  func call(_ words: String...) throws -> RedisValue { try session.call(RedisCommand(words)) }

  /// A queue's jobs, the next one first.
  func queue(_ name: String) throws -> [Entry] {
    let values = try call("LRANGE", "queue:\(name)", "0", "-1").array ?? []
    return try values.reversed().map { try Entry($0.bytes ?? []) }
  }

  /// The jobs that are due later, in the order in which they are due.
  func schedule(_ key: String = "schedule") throws -> [Entry] {
    let values = try call("ZRANGE", key, "0", "-1", "WITHSCORES").array ?? []
    return try stride(from: 0, to: values.count, by: 2).map { index in
      try Entry(values[index].bytes ?? [], score: Double(values[index + 1].string ?? ""))
    }
  }

  var queues: [String] {
    get throws { try call("SMEMBERS", "queues").array?.compactMap(\.string).sorted() ?? [] }
  }

  var isEmpty: Bool {
    get throws { try call("DBSIZE").int == 0 }
  }

  /// The commands that clients send while the body runs, by MONITOR, without those that open a connection.
  func commands(while body: () async throws -> Void) async throws -> [[String]] {
    let monitor = server.session()
    _ = try monitor.call(RedisCommand("MONITOR"))
    try await body()
    try call("ECHO", "the end")
    var commands: [[String]] = []
    while let line = try monitor.nextMessage(within: .seconds(30))?.string, !line.hasSuffix(#""the end""#) {
      guard let bracket = line.firstRange(of: "] ") else { continue }
      let words = line[bracket.upperBound...].split(separator: " ").map {
        $0.trimmingPrefix("\"").prefix { $0 != "\"" }
      }
      if words.first != "CLIENT" && words.first != "INFO" { commands.append(words.map(String.init)) }
    }
    return commands
  }

  /// A job in Redis.
  struct Entry {
    let text: String
    let score: Double?
    let payload: SidekiqPayload

    init(_ bytes: [UInt8], score: Double? = nil) throws {
      text = String(decoding: bytes, as: UTF8.self)
      self.score = score
      payload = try SidekiqPayload(bytes)
    }

    var arguments: String { payload.arguments.map { String(decoding: $0.bytes, as: UTF8.self) } ?? "" }

    /// The text without its id and its times.
    var plain: String {
      text.replacing(/,"jid":"[^"]*"/, with: "").replacing(/,"(created|enqueued)_at":[0-9.]+/, with: "")
    }
  }
}
