import Foundation
import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// What a checkup says of Redis itself.
@Suite struct RedisChecksTests {
  private let app: App

  init() throws { app = try App() }

  private func set(_ name: String, _ value: String) throws { try app.call("CONFIG", "SET", name, value) }

  private func info(_ field: String) throws -> Int {
    let lines = try app.call("INFO").string?.split(whereSeparator: \.isNewline) ?? []
    return try #require(lines.first { $0.hasPrefix(field + ":") }.flatMap { Int($0.dropFirst(field.count + 1)) })
  }

  @Test func `a replica is a problem, and so is a master that lacks replicas`() async throws {
    #expect(try await app.findings("role").map(\.level) == [.fine])
    try set("min-replicas-to-write", "2")
    #expect(
      try await app.diagnosis("role")
        == ["problem: Redis refuses every write: 0 replicas of the 2 that it insists on follow it"])
    try set("min-replicas-to-write", "0")
    try app.call("REPLICAOF", "127.0.0.1", "1")
    #expect(
      try await app.diagnosis("role")
        == ["problem: this Redis is a replica, which takes no writes, and its link to the master is down"])
  }

  @Test func `a Redis that may drop keys is a problem`() async throws {
    #expect(try await app.findings("eviction").map(\.level) == [.fine])
    try set("maxmemory-policy", "allkeys-lru")
    let findings = try await app.findings("eviction")
    #expect(
      findings.map(\.sentence) == ["Redis may drop jobs when memory is short: its maxmemory-policy is allkeys-lru"])
    #expect(findings[0].level == .problem && findings[0].advice?.contains("maxmemory-policy noeviction") == true)
  }

  @Test func `memory that runs out is a warning, then a problem`() async throws {
    #expect(try await app.findings("memory").map(\.level) == [.fine])
    try set("maxmemory", String(try info("used_memory") * 100 / 82))
    #expect(try await app.findings("memory").map(\.level) == [.warning])
    try set("maxmemory", String(try info("used_memory")))
    let findings = try await app.findings("memory")
    #expect(findings.map(\.level) == [.problem])
    #expect(findings[0].sentence.hasSuffix("; when it is full it refuses new jobs"))
  }

  @Test func `what a crash loses is said, by how Redis writes`() async throws {
    #expect(
      try await app.diagnosis("persistence") == ["problem: Redis writes nothing to disk: a restart loses every job"])
    try set("save", "3600 1000000")
    let snapshots = try await app.findings("persistence")
    #expect(snapshots.map(\.level) == [.warning])
    #expect(
      snapshots[0].sentence.hasPrefix("Redis keeps snapshots at most: a crash loses all since the last, now 0 changes"))
    try set("appendonly", "yes")
    #expect(
      try await app.diagnosis("persistence")
        == ["note: a crash of Redis's machine loses about a second of changes (appendfsync everysec)"])
    try set("appendfsync", "always")
    #expect(try await app.findings("persistence").map(\.level) == [.fine])
  }

  @Test func `a snapshot that failed is a problem`() async throws {
    try FileManager.default.createDirectory(
      at: app.redis.folder.appending(path: "dump.rdb"), withIntermediateDirectories: true)
    try app.call("SET", "anything", "1")
    try app.call("BGSAVE")
    try await eventually("the snapshot fails") {
      try app.call("INFO", "persistence").string?.contains("rdb_last_bgsave_status:err") == true
    }
    #expect(
      try await app.diagnosis("persistence").first
        == "problem: Redis's last snapshot failed, and it takes no changes meanwhile")
  }

  @Test func `settings that end the connections of workers are said`() async throws {
    #expect(try await app.findings("clients").map(\.level) == [.fine])
    try set("timeout", "300")
    try set("client-output-buffer-limit", "pubsub 4096 1024 60")
    #expect(
      try await app.diagnosis("clients") == [
        "warning: Redis closes subscribers that are 4.0 kB behind: waiting workers would connect over and over",
        "note: Redis closes connections that are idle for 300 s; workers connect again, and are told of new jobs later",
      ])
  }

  @Test func `a clock that is off is a warning, and one far off a problem`() async throws {
    #expect(try await app.findings("clock").map(\.level) == [.fine])
    let behind = try await app.findings("clock", clockAhead: -10)
    #expect(behind.map(\.level) == [.warning])
    #expect(behind[0].sentence.wholeMatch(of: /the clock of this machine is \d+s behind Redis's/) != nil)
    let ahead = try await app.findings("clock", clockAhead: 90)
    #expect(ahead.map(\.level) == [.problem])
    #expect(ahead[0].sentence.wholeMatch(of: /the clock of this machine is 1m \d+s ahead of Redis's/) != nil)
  }

  @Test func `a worker whose beats are from the future has a clock that is ahead`() async throws {
    let app = try SidekiqApp()
    try app.call("SADD", "processes", "far:1:abc")
    try app.call("HSET", "far:1:abc", "info", #"{"hostname":"far\u001b","pid":1}"#)
    try app.call("HSET", "far:1:abc", "beat", String(wallClock() + 3_600.5))
    #expect(
      try await app.diagnosis("clock") == [#"problem: the clock of the machine far\u{1b} is 1h ahead of Redis's"#])
  }

  @Test func `slow scripts of ours are counted, and no others`() async throws {
    #expect(try await app.findings("scripts").map(\.level) == [.fine])
    try set("slowlog-log-slower-than", "0")
    try app.call("EVAL", "return 1", "1", "resque:lifeboat:resque:processes")
    try app.call("EVAL", "return 1", "1", "other")
    let findings = try await app.findings("scripts")
    #expect(findings.map(\.level) == [.note])
    #expect(findings[0].sentence.hasPrefix("1 of the last "))
  }

  @Test func `Redis answers in time`() async throws {
    #expect(try await app.findings("latency").first?.sentence.hasPrefix("Redis ") == true)
  }
}
