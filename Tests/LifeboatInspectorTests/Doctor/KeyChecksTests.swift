import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// What a checkup says of keys.
@Suite struct KeyChecksTests {
  private let app: App
  private let own = "resque:lifeboat:resque:"

  init() throws { app = try App() }

  @Test func `a key like ours that nobody knows is a warning`() async throws {
    for key in [
      "process:a", "inflight:a", "op:k3f9", "op:k3f9:journal", "op:k3f9:todo:failed", "token:a b", "import:1",
    ] {
      try app.call("SET", own + key, "known by name")
    }
    #expect(try await app.findings("own-keys").map(\.level) == [.fine])
    try app.call("SET", own + "new\u{1B}thing", "1")
    try app.call("SET", own + "op:k3f9:other", "1")
    #expect(
      try await app.diagnosis("own-keys") == [
        "warning: 2 keys begin like Lifeboat's and are unknown to this version:"
          + #" resque:lifeboat:resque:new\u{1b}thing, resque:lifeboat:resque:op:k3f9:other"#
      ])
  }

  @Test func `a key of another type is a problem, one each`() async throws {
    try app.call("SADD", "resque:queues", "a b:c,é😀")
    try app.call("SET", "resque:queue:a b:c,é😀", "no list")
    try app.call("RPUSH", "resque:failed_queues", "no set")
    try app.call("SET", own + "inflight:x", "no hash")
    #expect(
      try await app.diagnosis("key-types") == [
        "problem: resque:failed_queues is a list, where a set is expected: whoever uses it fails",
        "problem: resque:lifeboat:resque:inflight:x is a string, where a hash is expected: whoever uses it fails",
        "problem: resque:queue:a b:c,é😀 is a string, where a list is expected: whoever uses it fails",
      ])
  }

  @Test func `a set of queues that is none is found, and other checks say that they could not look`() async throws {
    try app.call("SET", "resque:queues", "no set")
    #expect(
      try await app.diagnosis("key-types")
        == ["problem: resque:queues is a string, where a set is expected: whoever uses it fails"])
    let unserved = try await app.findings("unserved")
    #expect(unserved.map(\.level) == [.note])
    #expect(unserved[0].sentence.hasPrefix("could not look: Redis refused SCARD"))
    #expect(unserved[0].sentence.contains("WRONGTYPE"))
  }

  @Test func `a list that the set of queues lacks is a problem, unless somebody serves it`() async throws {
    try app.call("RPUSH", "resque:queue:lost mail", "{}", "{}")
    try app.call("SADD", "resque:queues", "known")
    try app.call("RPUSH", "resque:queue:known", "{}")
    #expect(
      try await app.diagnosis("queue-names") == [
        "problem: 2 jobs wait in the queue lost mail, which the set of queues does not name: Ruby's pages do not show"
          + " it, and no worker serves it"
      ])
    let advice = try await app.findings("queue-names")[0].advice
    #expect(advice == "name it: `redis-cli sadd resque:queues 'lost mail'`")
    try app.call("SADD", "resque:workers", "far:1:lost mail")
    #expect(try await app.findings("queue-names").map(\.level) == [.warning])
    try app.call("SADD", "resque:queues", "lost mail")
    #expect(try await app.findings("queue-names").map(\.level) == [.fine])
  }

  @Test func `other apps of the database are noted, by their namespaces`() async throws {
    try app.call("SADD", "resque:queues", "mail")
    // A queue whose name ends so is no app.
    try app.call("RPUSH", "resque:queue:my:queues", "{}")
    #expect(try await app.findings("neighbours").map(\.level) == [.fine])
    try app.call("SADD", "queues", "default")
    try app.call("SADD", "resqe:queues", "mail")
    #expect(
      try await app.diagnosis("neighbours")
        == ["note: this database also holds queues of other apps, under the namespaces none, resqe"])
  }

  @Test func `jobs of a worker that is not registered are a problem`() async throws {
    try app.call("HSET", own + "processes", "live", "1")
    try app.call("HSET", own + "inflight:live", "1:q", "job")
    #expect(try await app.findings("orphans").map(\.level) == [.fine])
    try app.call("HSET", own + "inflight:gone", "1:q", "job", "2:q", "job")
    try app.call("HSET", own + "process:rest", "host", "far")
    let findings = try await app.findings("orphans")
    #expect(
      findings.map(\.sentence) == [
        "2 jobs are held for the worker gone, which is not registered: nobody will run them",
        "1 worker that is gone left a record: no jobs",
      ])
    #expect(findings.map(\.level) == [.problem, .note])
    #expect(findings[0].advice?.contains("hset resque:lifeboat:resque:processes gone 0") == true)
  }
}
