import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// What a checkup says of workers.
@Suite struct WorkerChecksTests {
  private let app: App
  private let own = "resque:lifeboat:resque:"

  init() throws { app = try App() }

  private func register(_ name: String, version: String, jobs: Int = 0) throws {
    try app.call("HSET", own + "processes", name, "7")
    try app.call("HSET", own + "process:\(name)", "host", "far", "pid", "9", "version", version)
    for job in 0..<jobs { try app.call("HSET", own + "inflight:\(name)", "\(job):q", "job") }
  }

  @Test func `a worker without beats that holds jobs is a problem where nobody else could put them back`() async throws
  {
    try register("silent", version: "1", jobs: 2)
    let findings = try await app.findings("beats")
    #expect(
      findings.map(\.sentence) == ["the Lifeboat worker far:9 has not beaten for 5 s, and holds 2 jobs"])
    #expect(findings[0].level == .problem)
    #expect(findings[0].advice?.contains("`lifeboat worker prune`") == true)
  }

  @Test func `a worker that beats is fine, and makes the silence of another a warning`() async throws {
    try register("live", version: "1")
    try register("silent", version: "1", jobs: 1)
    let beating = Task { [session = RedisConnection(url: app.redis.url), own] in
      while !Task.isCancelled {
        _ = try await session.call(RedisCommand("HINCRBY", own + "processes", "live", 1))
        try await Task.sleep(for: .milliseconds(50))
      }
    }
    defer { beating.cancel() }
    #expect(
      try await app.diagnosis("beats")
        == ["warning: the Lifeboat worker far:9 has not beaten for 5 s, and holds 1 job"])
  }

  @Test func `dead workers are a warning, and a problem when they ran jobs`() async throws {
    try app.call("SADD", "resque:workers", "far:1:q")
    try app.call("HSET", "resque:workers:heartbeat", "far:1:q", "2020-01-01T00:00:00+00:00")
    #expect(try await app.findings("dead-workers").map(\.level) == [.warning])
    try app.call("SET", "resque:worker:far:1:q", #"{"queue":"q","payload":{"class":"A","args":[]}}"#)
    try app.call("SADD", "resque:workers", "far:2:\u{1B}")
    let findings = try await app.findings("dead-workers")
    #expect(findings.map(\.level) == [.problem, .note])
    #expect(
      findings[0].sentence.hasPrefix("1 dead worker is registered, with 1 job that was running: far:1:q (no heartbeat"))
    #expect(
      findings[1].sentence.hasPrefix(
        #"nobody can tell whether 1 worker lives: far:2:\u{1b} (it never wrote a heartbeat"#))
  }

  @Test func `versions that differ are noted`() async throws {
    try register("one", version: "0.1.0")
    #expect(try await app.findings("versions").map(\.level) == [.fine])
    try register("two", version: "0.2.0")
    #expect(try await app.diagnosis("versions") == ["note: Lifeboat's workers are of 2 versions: 0.1.0, 0.2.0"])
  }

  @Test func `a job in two workers that died today is noted`() async throws {
    let now = Int(wallClock())
    try app.call("HSET", own + "poison", "aa", "1:\(now)", "bb", "2:\(now)", "cc", "2:\(now - 100_000)", "dd", "junk")
    #expect(
      try await app.diagnosis("poison") == [
        "note: 1 job ran in 2 or more workers that died today: after a third death it is failed rather than run"
      ])
  }

  @Test func `quiet processes are noted while jobs wait, and a problem when there are no others`() async throws {
    let app = try SidekiqApp()
    try app.push([#"{"class":"A","args":[],"jid":"1"}"#], to: "mail")
    for (name, quiet) in [("far:1:a", "true"), ("far:2:b", "false")] {
      try app.call("SADD", "processes", name)
      try app.call("HSET", name, "info", #"{"queues":["mail"]}"#)
      try app.call("HSET", name, "quiet", quiet)
    }
    #expect(try await app.diagnosis("quiet") == ["note: 1 of 2 processes take no more jobs, being quiet: far:1:a"])
    try app.call("SREM", "processes", "far:2:b")
    #expect(try await app.diagnosis("quiet") == ["problem: every process is quiet, and jobs wait: far:1:a"])
  }
}
