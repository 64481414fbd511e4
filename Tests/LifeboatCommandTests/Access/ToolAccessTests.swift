import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// Every command under the rules of the tool and of the viewer.
@Suite struct ToolAccessTests {
  /// An app with three jobs, six failures, a dead worker, a live process, and an operation that is paused.
  private func filled(_ app: AccessCase) async throws -> AccessStage {
    let access = try AccessStage(app)
    let stage = access.stage
    try stage.write("rules: [{match: {class: Mail}, set: {0: 7}}]", to: "rules.yml")
    try stage.write("", to: "failures.jsonl")
    try stage.call("SADD", app.prefix + "queues", "mail")
    for number in 1...3 { try stage.call("RPUSH", app.prefix + "queue:mail", job(number, app)) }
    if app.dialect == "resque" {
      for number in 1...6 { try stage.call("RPUSH", app.prefix + "failed", Stage.entry(number)) }
      try stage.call("SADD", app.prefix + "workers", "far:1:q")
      try stage.call("HSET", app.prefix + "workers:heartbeat", "far:1:q", "2026-01-02T03:04:05+00:00")
    } else {
      for number in 1...6 { try stage.call("ZADD", app.prefix + "dead", "\(number)", job(number, app, failed: true)) }
      let live = "far:2:aaaaaaaaaaaa"
      try stage.call("SADD", app.prefix + "processes", "far:1:bbbbbbbbbbbb", live)
      let info =
        #"{"hostname":"far","started_at":1.5,"pid":2,"tag":"","concurrency":1,"queues":["q"],"labels":[],"identity":"\#(live)"}"#
      try stage.call("HSET", app.prefix + live, "info", info, "busy", "0", "beat", "4000000000.5", "quiet", "false")
    }
    let slow = try access.start("tool", ["failed", "requeue", "--all", "--limit", "2", "--rate", "1/h", "--yes"])
    try await eventually("an operation has begun and claimed: \(slow.errorText)") {
      try !(stage.call("KEYS", "*:op:*:todo:*").array ?? []).isEmpty
        && (stage.call("KEYS", "*:op:*:source:*").array ?? []).isEmpty
    }
    slow.send(SIGINT)
    _ = try await slow.ending()
    return access
  }

  private func job(_ number: Int, _ app: AccessCase, failed: Bool = false) -> String {
    guard app.dialect == "sidekiq" else { return Stage.job(number) }
    let failure = failed ? #","error_class":"E","error_message":"no","failed_at":2.5,"retry_count":1"# : ""
    return
      #"{"class":"Mail","args":[\#(number)],"queue":"mail","jid":"\#(number)","retry":true,"created_at":1.5\#(failure)}"#
  }

  /// The words of a line, with the ids that there are now.
  private func words(of line: AccessLine, _ access: AccessStage) async throws -> [String] {
    func ids(_ command: String) async throws -> [String] {
      try await access.run("viewer", [command, "ls", "-o", "jsonl"]).output.split(separator: "\n").compactMap {
        (try json(String($0)) as? [String: Any])?["id"] as? String
      }
    }
    var text = line.words
    if text.contains("%F") {
      let failures = try await ids("failed")
      text = text.replacing("%F", with: failures.first ?? "none").replacing("%G", with: failures.last ?? "none")
    }
    if text.contains("%O") { text = text.replacing("%O", with: try await ids("op").first ?? "none") }
    return text.replacing("%D", with: access.stage.folder.path).split(separator: " ").map(String.init)
  }

  @Test(arguments: AccessCase.all)
  func `the tool's rule is enough for every command`(app: AccessCase) async throws {
    let access = try await filled(app)
    for line in AccessLine.all(dialect: app.dialect) {
      let words = try await words(of: line, access)
      let result = try await access.run("tool", words)
      #expect(result.ending == .exited(line.exit), "\(words): \(result.errors)\(result.output)")
      #expect(try access.refusals() == [], "\(words)")
    }
  }

  @Test(arguments: AccessCase.all)
  func `a viewer sees everything, changes nothing, and is told which role may`(app: AccessCase) async throws {
    let access = try await filled(app)
    let before = try access.contents()
    for line in AccessLine.all(dialect: app.dialect) {
      let words = try await words(of: line, access)
      let result = try await access.run("viewer", words)
      switch line.viewer {
      case .same:
        #expect(result.ending == .exited(line.exit), "\(words): \(result.errors)")
        #expect(try access.refusals() == [], "\(words)")
      case .refused:
        #expect(result.ending == .exited(7), "\(words): \(result.output)\(result.errors)")
        #expect(
          result.errors.hasSuffix("\nThis command needs the role tool: `lifeboat acl tool` prints its rule.\n"),
          "\(words): \(result.errors)")
      case .elsewise: #expect(result.ending != .exited(0), "\(words): \(result.output)")
      }
      try access.stage.call("ACL", "LOG", "RESET")
      #expect(try access.contents() == before, "\(words)")
    }
  }

  @Test(arguments: AccessCase.all.filter { $0.namespace == nil })
  func `who says nothing of the dialect means the one whose keys the user may touch`(app: AccessCase) async throws {
    let access = try AccessStage(app)
    for role in ["tool", "viewer"] {
      let environment = ["REDIS_URL": access.url(role)]
      let empty = try await access.stage.run(["status", "-o", "json"], environment: environment)
      #expect(empty.ending == .exited(0), "\(empty.errors)")
      #expect(empty.output.contains(#""dead":0"#) == (app.dialect == "sidekiq"), "\(empty.output)")
    }
  }

  @Test(arguments: RedisRelease.here)
  func `a viewer's own script can change nothing either`(release: RedisRelease) async throws {
    let access = try AccessStage(AccessCase(dialect: "resque", release: release, namespace: nil))
    let session = RedisSession(url: try RedisURL(access.url("viewer")))
    let script = RedisScript(name: "harm", source: "return redis.call('SET', 'resque:a', '1')")
    let honest = #expect(throws: RedisError.self) { try session.run(script, keys: ["resque:a"]) }
    #expect(honest?.isForbidden == true, "\(String(describing: honest))")
    let posing = RedisScript(name: "posing", writes: false, source: "return redis.call('DEL', 'resque:a')")
    #expect(throws: RedisError.self) { try session.run(posing, keys: []) }
    let peeping = RedisScript(name: "peeping", writes: false, source: "return redis.call('GET', 'cache:1')")
    #expect(throws: RedisError.self) { try session.run(peeping, keys: []) }
    for words in [["GET", "cache:1"], ["EVAL", "return 1", "0"], ["SCRIPT", "FLUSH"], ["KEYS", "*"]] {
      let error = #expect(throws: RedisError.self) { try session.call(RedisCommand(words)) }
      #expect(error?.isForbidden == true, "\(words)")
    }
    #expect(try access.contents().isEmpty)
  }

  @Test func `no command is left out`() async throws {
    func commands(below words: [String]) async throws -> [String] {
      let help = try await Finished(try BuiltProgram("lifeboat", words + ["--help"])).output
      guard let list = help.components(separatedBy: "\nSUBCOMMANDS:\n").dropFirst().first else {
        return [words.joined(separator: " ")]
      }
      var found: [String] = []
      for line in list.split(separator: "\n")
      where line.hasPrefix("  ") && !line.hasPrefix("   ") && !line.hasPrefix("  See") {
        let name = line.split { $0 == " " || $0 == "," }.first.map(String.init) ?? ""
        found += try await commands(below: words + [name])
      }
      return found
    }
    let tried = AccessLine.all(dialect: "resque").map(\.words)
    let missing = try await commands(below: []).filter { name in
      !tried.contains { $0 == name || $0.hasPrefix(name + " ") } && !name.hasPrefix("dev ")
    }
    #expect(missing == ["work", "doctor", "acl"])
  }

  @Test(arguments: AccessCase.all, ["tool", "viewer"])
  func `doctor says what it may not look at, and changes nothing`(app: AccessCase, role: String) async throws {
    let access = try AccessStage(app)
    try access.stage.call("SADD", app.prefix + "queues", "mail")
    try access.stage.call("RPUSH", app.prefix + "queue:mail", job(1, app))
    let before = try access.contents()
    let result = try await access.run(role, ["doctor"])
    #expect(result.ending == .exited(3), "\(result.errors)\(result.output)")
    #expect(result.output.contains("could not look: "), "\(result.output)")
    #expect(result.output.contains("no worker is registered, and 1 job waits in 1 queue: mail"), "\(result.output)")
    #expect(result.errors == "error: 1 problem was found; each finding says what to do\n")
    #expect(try access.contents() == before)
  }
}
