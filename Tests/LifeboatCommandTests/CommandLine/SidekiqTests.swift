import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// The commands on a Sidekiq app.
@Suite struct SidekiqTests {
  private let stage: Stage

  init() throws {
    stage = try Stage()
  }

  private func failed(_ jid: String, queue: String = "mail") -> String {
    #"{"class":"Mail","args":[1.0],"queue":"\#(queue)","jid":"\#(jid)","retry":true,"created_at":1795252255.25,"error_class":"IOError","error_message":"no\nway","#
      + #""failed_at":1795252257.75,"retry_count":2}"#
  }

  private func push(_ jobs: [String], to queue: String) throws {
    try stage.call("SADD", "queues", queue)
    for job in jobs { try stage.call("LPUSH", "queue:" + queue, job) }
  }

  @Test func `the dialect is found, and status and queues have its totals`() async throws {
    try push([#"{"class":"A","args":[],"enqueued_at":1795252256.5}"#], to: "a b")
    try push([], to: "idle")
    try stage.call("ZADD", "dead", "5", failed("x"))
    let status = try await stage.lifeboat("status", "-o", "json").output
    #expect(
      status.hasPrefix(
        #"{"waiting":1,"in_flight":0,"snoozed":0,"scheduled":0,"retries":0,"dead":1,"overflow":0,"processed_ever":0,"failed_ever":0,"#
          + #""paused":false,"processes":0,"threads":0,"busy":0,"queues":[{"name":"a b","waiting":1,"latency":"#))
    #expect(status.hasSuffix(#"{"name":"idle","waiting":0,"latency":null,"paused":false}],"operations":[]}"# + "\n"))
    let table = try await stage.lifeboat("queue", "ls").output
    #expect(table.hasPrefix("QUEUE  WAITING  LATENCY  PAUSED\na b          1  "))
    #expect(table.hasSuffix("idle         0        -\n"))
  }

  @Test func `keys of both systems ask for a word, which the environment may say`() async throws {
    try push([], to: "mail")
    try stage.call("SADD", "resque:queues", "hello")
    let result = try await stage.lifeboat("queue", "ls")
    #expect(result.ending == .exited(2))
    #expect(result.errors.contains("both Resque and Sidekiq"))
    let told = try await stage.lifeboat("queue", "ls", "-o", "json", environment: ["LIFEBOAT_DIALECT": "resque"])
    #expect(told.output == "[{\"name\":\"hello\",\"waiting\":0,\"paused\":false}]\n")
    #expect(try await stage.lifeboat("queue", "ls", "--dialect", "sidekiq").output.contains("mail"))
  }

  @Test func `failures are shown, and sent home by their ids`() async throws {
    try stage.call("ZADD", "dead", "1795252300.5", failed("x"))
    try stage.call("ZADD", "retry", "1795252300.5", failed("y", queue: "low,1"))
    let line = try await stage.lifeboat("failed", "ls", "-o", "jsonl").output
    let failure = try #require(try json(line) as? [String: Any])
    #expect(failure["list"] as? String == "dead")
    #expect(failure["jid"] as? String == "x")
    #expect(failure["retry_count"] as? Int == 2)
    #expect(failure["failed_at"] as? String == "2026-11-21T09:10:57Z")
    #expect(failure["died_at"] as? String == "2026-11-21T09:11:40Z")
    let id = try #require(failure["id"] as? String)
    #expect(try await stage.lifeboat("failed", "show", id, "--set", "retry").ending == .exited(1))
    #expect(try await stage.lifeboat("failed", "requeue", id).ending == .exited(0))
    #expect(try stage.list("queue:mail").map { $0.contains(#""retry_count":1,"enqueued_at":"#) } == [true])
    let table = try await stage.lifeboat("failed", "ls", "--set", "retry").output
    #expect(table.hasPrefix("ID          RETRY  DUE  FAILED"))
    #expect(table.contains("      2  now  "))
    #expect(
      try await stage.lifeboat("failed", "count", "--set", "retry", "-o", "json").output
        == "{\"count\":1,\"sets\":[{\"name\":\"retry\",\"count\":1}]}\n")
  }

  @Test func `who finds no dead job is told of those that wait for a retry`() async throws {
    try stage.call("ZADD", "retry", "4102444800", failed("y"))
    let dead = try await stage.lifeboat("failed", "ls", "--dialect", "sidekiq")
    #expect(dead.output == "no failed jobs\n")
    #expect(dead.errors == "note: 1 job in the set retry; --set retry shows them\n")
    let data = try await stage.lifeboat("failed", "ls", "--dialect", "sidekiq", "-o", "json")
    #expect(data.output == "[]\n")
    #expect(data.errors.isEmpty)
    let found = try await stage.lifeboat("job", "find", "--dialect", "sidekiq").output
    #expect(found.contains("\nretry due at 2100-01-01T00:00:00Z, "))
    try stage.call("ZADD", "dead", "1795252300.5", failed("x"))
    #expect(try await stage.lifeboat("failed", "ls", "--dialect", "sidekiq").errors.isEmpty)
  }

  @Test func `an order is left for a process, and all need a yes`() async throws {
    for pid in [1, 2] {
      try stage.call("SADD", "processes", "web:\(pid):n")
      try stage.call("HSET", "web:\(pid):n", "info", #"{"hostname":"web","pid":\#(pid)}"#)
    }
    #expect(try await stage.lifeboat("worker", "quiet", "web:1").ending == .exited(0))
    #expect(try stage.list("web:1:n-signals") == ["TSTP"])
    #expect(try await stage.lifeboat("worker", "stop", "--all").ending == .exited(7))
    #expect(try await stage.lifeboat("worker", "stop", "--all", "--dry-run").ending == .exited(0))
    #expect(try stage.list("web:2:n-signals") == [])
    let waited = try await stage.lifeboat("worker", "stop", "--all", "--yes", "--wait", "1s")
    #expect(waited.ending == .exited(7))
    #expect(try stage.list("web:2:n-signals") == ["TERM"])
    let refused = try await stage.lifeboat("worker", "quiet", "web:1", "--dialect", "resque")
    #expect(refused.ending == .exited(7))
    #expect(refused.errors.contains("Resque has no channel"))
  }

  @Test func `a job is found by its id, and cancelled by its class and arguments`() async throws {
    try push([failed("a"), #"{"class":"B","args":[]}"#, failed("b")], to: "mail")
    let found = try await stage.lifeboat("job", "find", "--jid", "b", "-o", "jsonl").output
    #expect((try json(found) as? [String: Any])?["position"] as? Int == 2)
    let preview = try await stage.lifeboat("job", "cancel", "Mail", "[1.0]", "--queue", "mail", "--dry-run")
    #expect(preview.output.hasPrefix("would take 2 jobs out of mail"))
    let cancel = try await stage.lifeboat("job", "cancel", "Mail", "[1.0]", "--queue", "mail", "--yes")
    #expect(cancel.output == "took 2 jobs out of mail\n")
    #expect(try stage.list("queue:mail") == [#"{"class":"B","args":[]}"#])
  }

  @Test func `dead processes are taken off the set, and live ones stay`() async throws {
    try stage.call("SADD", "processes", "gone:1:n", "web:1:n")
    try stage.call("HSET", "web:1:n", "info", "{}")
    let prune = try await stage.lifeboat("worker", "prune", "-o", "json")
    #expect(prune.ending == .exited(0))
    #expect(prune.output.contains(#""worker":"gone:1:n","kind":"sidekiq""#))
    #expect(try stage.call("SMEMBERS", "processes").array?.compactMap(\.string) == ["web:1:n"])
  }
}
