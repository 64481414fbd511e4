import Foundation
import Lifeboat
import LifeboatTestSupport
import Synchronization
import Testing

/// A Redis of a test's own, the partner that shares it, and our workers in this process.
final class InteropStage {
  let redis: RedisServer
  let session: RedisSession
  let client: Client
  private let partner: Partner
  private let dialect: any WorkerDialect
  private let folder: URL

  init(_ partner: Partner?, dialect: any WorkerDialect = ResqueDialect()) throws {
    self.partner = try #require(partner)
    self.dialect = dialect
    redis = try RedisServer()
    session = redis.session()
    client = Client(redis: redis.url, dialect: dialect)
    folder = FileManager.default.temporaryDirectory.appending(path: "lifeboat-interop-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit {
    session.close()
    redis.stop()
    try? FileManager.default.removeItem(at: folder)
  }

  // MARK: The partner

  /// Runs a snippet in the partner's language, to its end; see ``Partner/run(_:environment:)``.
  @discardableResult
  func there(_ snippet: String, environment: [String: String] = [:]) async throws -> String {
    try await partner.run(snippet, environment: variables.merging(environment) { $1 })
  }

  /// Starts a snippet in the partner's language.
  func startThere(_ snippet: String) throws -> BuiltProgram {
    try partner.start(snippet, environment: variables)
  }

  /// What jobs appended to `$LEDGER`, a line each.
  var ledger: [String] {
    let data = (try? Data(contentsOf: URL(filePath: ledgerPath))) ?? Data()
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// The file behind it.
  var ledgerPath: String { folder.appending(path: "ledger").path }

  private var variables: [String: String] {
    ["REDIS_URL": redis.urlText, "PYRES_SERVER": "127.0.0.1:\(redis.port)", "LEDGER": ledgerPath]
  }

  // MARK: Ours

  /// Runs a worker in this process while the body runs, then stops it and waits until it has left.
  func working<R>(
    _ queues: [String], concurrency: Int = 1, _ register: (inout WorkerConfiguration) -> Void,
    while body: () async throws -> R
  ) async throws -> R {
    let worker = try Worker(configuration(queues, concurrency: concurrency, register))
    let run = Task { try await worker.run() }
    do {
      let result = try await body()
      worker.stop(within: .seconds(60))
      try await run.value
      return result
    } catch {
      worker.stop(within: .zero)
      _ = await run.result
      throw error
    }
  }

  /// Runs a worker in this process until its queues are empty.
  func drain(_ queues: String..., register: (inout WorkerConfiguration) -> Void) async throws {
    var configuration = configuration(queues, concurrency: 1, register)
    configuration.drains = true
    try await Worker(configuration).run()
  }

  /// Runs `lifeboat work` with a handlers file until the queue is empty.
  func drain(_ queue: String, handlers: String) async throws {
    let file = folder.appending(path: "handlers.yml")
    try Data(handlers.utf8).write(to: file)
    try await lifeboat("work", "--queue", queue, "--drain", "--handlers", file.path)
  }

  /// Starts `lifeboat work` with a handlers file, and returns while it runs.
  func startWork(_ queue: String, handlers: String) throws -> BuiltProgram {
    let file = folder.appending(path: "handlers.yml")
    try Data(handlers.utf8).write(to: file)
    return try BuiltProgram(
      "lifeboat", ["work", "--queue", queue, "--handlers", file.path] + flags, environment: variables)
  }

  /// Runs `lifeboat` to its end.
  ///
  /// - Returns: its standard output.
  @discardableResult
  func lifeboat(_ arguments: String..., expecting code: Int = 0) async throws -> String {
    try await lifeboat(arguments, expecting: code)
  }

  /// The same with a list of arguments.
  @discardableResult
  func lifeboat(_ arguments: [String], expecting code: Int = 0) async throws -> String {
    let program = try BuiltProgram("lifeboat", arguments + flags, environment: variables)
    let ending = try await program.ending()
    try #require(ending == .exited(code), "\(program.errorText.suffix(2_000))")
    return program.outputText
  }

  private var flags: [String] { ["--redis", redis.urlText, "--dialect", dialect.name] }

  private func configuration(
    _ queues: [String], concurrency: Int, _ register: (inout WorkerConfiguration) -> Void
  ) -> WorkerConfiguration {
    var configuration = WorkerConfiguration(
      source: Source(redis: redis.url, dialect: dialect, queues: queues),
      logger: Logger(label: "interop") { _ in SwiftLogNoOpLogHandler() })
    configuration.concurrency = concurrency
    register(&configuration)
    return configuration
  }

  // MARK: Redis

  /// A list's elements.
  func list(_ key: String) throws -> [[UInt8]] {
    try session.call(RedisCommand("LRANGE", key, 0, -1)).array?.compactMap(\.bytes) ?? []
  }

  /// Pushes bytes as they are, as a producer with a bug does.
  func push(raw payloads: [[UInt8]], to queue: String) throws {
    for payload in payloads { _ = try session.call(RedisCommand("RPUSH", "resque:queue:\(queue)", payload)) }
  }
}

/// What jobs saw, in the order in which they saw it.
final class Seen: Sendable {
  private let entries = Mutex<[String]>([])

  var all: [String] { entries.withLock { $0 } }

  func add(_ entry: String) { entries.withLock { $0.append(entry) } }
}

/// Where a job waits until the test lets it go on.
final class Door: Sendable {
  private let isOpen = Mutex(false)

  func open() { isOpen.withLock { $0 = true } }

  func pass() async throws { try await eventually("the door opens") { isOpen.withLock { $0 } } }
}

/// What a job throws that fails on purpose.
struct Refusal: Error, CustomStringConvertible {
  let description = "Swift refuses é \"/\" \u{2028}\n"
}

/// The text of bytes.
func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }
