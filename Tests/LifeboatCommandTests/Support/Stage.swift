import Foundation
import LifeboatRedis
import LifeboatTestSupport

/// A Redis and a folder of a test's own, and the built programs pointed at both.
///
/// Jobs leave a trace outside Redis: `$LEDGER` names a file in the folder, to which handlers append.
final class Stage {
  let redis: RedisServer
  let folder: URL
  /// Looks into Redis beside the programs.
  let session: RedisSession

  init(_ options: RedisServer.Options = RedisServer.Options()) throws {
    redis = try RedisServer(options)
    session = redis.session()
    folder = FileManager.default.temporaryDirectory.appending(path: "lifeboat-stage-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit {
    session.close()
    redis.stop()
    try? FileManager.default.removeItem(at: folder)
  }

  // MARK: Programs

  /// Runs `lifeboat` to its end, with `--redis` unless `environment` says where Redis is.
  func lifeboat(
    _ arguments: String..., input: String = "", environment: [String: String] = [:]
  ) async throws -> Finished {
    try await run(arguments, input: input, environment: environment)
  }

  /// The same, with the arguments as a list.
  func run(
    _ arguments: [String], input: String = "", environment: [String: String] = [:]
  ) async throws -> Finished {
    let isTold = environment["REDIS_URL"] != nil
    let program = try BuiltProgram(
      "lifeboat", arguments + (isTold ? [] : ["--redis", redis.urlText]), environment: environment,
      input: Array(input.utf8))
    return try await Finished(program)
  }

  /// Starts `lifeboat work` with a handlers file.
  func worker(
    _ arguments: String..., environment: [String: String] = [:], handlers: String
  ) throws -> BuiltProgram {
    let file = try write(handlers, to: "handlers-\(UUID().uuidString.prefix(8)).yml")
    return try BuiltProgram(
      "lifeboat", ["work", "--redis", redis.urlText, "--handlers", file] + arguments,
      environment: variables.merging(environment) { $1 })
  }

  /// Starts the example's worker program.
  func mailer(_ arguments: String...) throws -> BuiltProgram {
    try BuiltProgram("Mailer", ["--redis", redis.urlText] + arguments, environment: variables)
  }

  /// Starts the worker program of the example with middleware.
  func observed(_ arguments: String...) throws -> BuiltProgram {
    try BuiltProgram("Observed", ["--redis", redis.urlText] + arguments, environment: variables)
  }

  /// Works with these handlers until the queue is empty.
  func drain(_ queue: String = "default", handlers: String) async throws -> Finished {
    try await Finished(worker("--queue", queue, "--drain", handlers: handlers))
  }

  /// A mailer with one slot that has run 300 jobs, runs one that waits for a file called `go`, and has leased
  /// ahead from the 40 behind it: it knows that they are quick. How many depends on how quick they were.
  func mailerWithJobsInHand(_ arguments: String...) async throws -> BuiltProgram {
    let handlers = try write(
      #"""
      handlers:
        Wait:
          command: [sh, -c, "echo began >> $LEDGER; while [ ! -e $STAGE/go ]; do sleep 0.02; done; echo ended >> $LEDGER"]
      """#, to: "wait.yml")
    func mails(_ users: Range<Int>) -> [String] {
      users.map { #"{"class":"SendWelcomeEmail","args":[\#($0),"a"]}"# }
    }
    try push(mails(0..<300), to: "mail")
    let mailer = try BuiltProgram(
      "Mailer", ["--redis", redis.urlText, "-c", "1", "--handlers", handlers] + arguments, environment: variables)
    try await eventually("300 jobs are settled") { try stat("processed") == 300 }
    try push([#"{"class":"Wait","args":[]}"#] + mails(300..<340), to: "mail")
    try await ledger(reaches: 1)
    try await eventually("more is in hand than runs") { try inFlight() > 1 }
    return mailer
  }

  private var variables: [String: String] {
    ["LEDGER": ledgerPath, "STAGE": folder.path]
  }

  // MARK: Files

  /// Writes a file into the folder.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    let file = folder.appending(path: name)
    try Data(text.utf8).write(to: file)
    return file.path
  }

  /// A file that a job wrote; empty while there is none.
  func bytes(of name: String) -> [UInt8] {
    (try? Data(contentsOf: folder.appending(path: name))).map(Array.init) ?? []
  }

  var ledgerPath: String { folder.appending(path: "ledger").path }

  /// The lines that jobs appended, in order.
  var ledger: [String] {
    String(decoding: bytes(of: "ledger"), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// Waits for a number of lines.
  func ledger(reaches count: Int) async throws {
    try await eventually("the ledger has \(count) lines; it has \(ledger.count)") { ledger.count >= count }
  }

  // MARK: Redis

  @discardableResult
  func call(_ name: String, _ arguments: String...) throws -> RedisValue {
    var command = RedisCommand(name)
    for argument in arguments { command.append(argument) }
    return try session.call(command)
  }

  /// Pushes payloads as Ruby does.
  func push(_ payloads: [String], to queue: String = "default") throws {
    var push = RedisCommand("RPUSH", "resque:queue:\(queue)")
    for payload in payloads { push.append(payload) }
    _ = try session.pipeline([RedisCommand("SADD", "resque:queues", queue), push])
  }

  /// Pushes one job for each number, with it as the only argument.
  func push(_ className: String, numbers: Range<Int>, to queue: String = "default") throws {
    try push(numbers.map { #"{"class":"\#(className)","args":[\#($0)]}"# }, to: queue)
  }

  /// A list's elements.
  func list(_ key: String) throws -> [String] {
    try call("LRANGE", key, "0", "-1").array?.compactMap(\.string) ?? []
  }

  /// The jobs that wait in a queue, the front first.
  func queue(_ name: String = "default") throws -> [String] {
    try list("resque:queue:\(name)")
  }

  /// The failed list's entries, the oldest first.
  func failures() throws -> [[String: Any]] {
    try list("resque:failed").map { try json($0) as? [String: Any] ?? [:] }
  }

  /// A counter that Ruby shows.
  func stat(_ name: String) throws -> Int {
    try call("GET", "resque:stat:\(name)").int ?? 0
  }

  /// How many jobs any worker holds.
  func inFlight() throws -> Int {
    let base = "resque:lifeboat:resque:"
    let names = try call("HKEYS", base + "processes").array?.compactMap(\.string) ?? []
    return try names.reduce(0) { $0 + (try call("HLEN", base + "inflight:" + $1).int ?? 0) }
  }
}

/// A program that has ended.
struct Finished {
  let ending: BuiltProgram.Ending?
  let output: String
  let errors: String

  init(_ program: BuiltProgram) async throws {
    ending = try await program.ending()
    output = program.outputText
    errors = program.errorText
  }
}

/// Any JSON text as Foundation reads it.
func json(_ text: String) throws -> Any {
  try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
}

/// Whether a process runs; one that has ended and waits to be reaped does not.
func isAlive(_ pid: Int) -> Bool {
  guard kill(pid_t(pid), 0) == 0 else { return false }
  #if os(Linux)
    // The state is the field after the name, which stands in parentheses.
    guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
      let name = text.lastIndex(of: ")")
    else { return false }
    return !text[name...].hasPrefix(") Z")
  #else
    return true
  #endif
}
