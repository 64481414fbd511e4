import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `lifeboat queue`, `status` and `worker`.
@Suite struct QueueTests {
  @Test func `queues are listed by name in every form`() async throws {
    let stage = try Stage()
    try stage.push("A", numbers: 0..<3, to: "mail")
    try stage.push("A", numbers: 0..<1, to: "Zoo")
    #expect(
      try await stage.lifeboat("queue", "ls").output == "QUEUE  WAITING  PAUSED\nZoo          1\nmail         3\n")
    #expect(
      try await stage.lifeboat("queue", "list", "-o", "json").output
        == "[{\"name\":\"Zoo\",\"waiting\":1,\"paused\":false},{\"name\":\"mail\",\"waiting\":3,\"paused\":false}]\n")
    #expect(
      try await stage.lifeboat("queue", "ls", "-o", "jsonl").output
        == "{\"name\":\"Zoo\",\"waiting\":1,\"paused\":false}\n{\"name\":\"mail\",\"waiting\":3,\"paused\":false}\n")
  }

  @Test func `a queue's jobs are shown from the front, malformed ones too`() async throws {
    let stage = try Stage()
    try stage.push([#"{"class":"A","args":[1.0]}"#, "junk", #"{"class":"B","args":["x"],"z":1}"#], to: "mail")
    #expect(
      try await stage.lifeboat("queue", "show", "mail").output == """
        POSITION  CLASS        ARGUMENTS
               0  A            [1.0]
               1  (malformed)  junk
               2  B            ["x"]

        """)
    let lines = try await stage.lifeboat("queue", "show", "mail", "-o", "jsonl").output.split(separator: "\n")
    #expect(
      lines.first
        == #"{"position":0,"class":"A","active_job":false,"payload":{"class":"A","args":[1.0]},"error":null,"raw":"{\"class\":\"A\",\"args\":[1.0]}"}"#
    )
    let junk = try #require(try json(String(lines[1])) as? [String: Any])
    #expect(Set(junk.keys) == ["position", "class", "active_job", "payload", "error", "raw"])
    #expect(junk["raw"] as? String == "junk")
    #expect(junk["error"] is String)
    let page = try await stage.lifeboat("queue", "show", "mail", "--offset", "2", "--limit", "1", "-o", "json")
    #expect((try json(page.output) as? [[String: Any]])?.map { $0["position"] as? Int } == [2])
  }

  @Test func `an Active Job is shown by its own class and plain arguments`() async throws {
    let stage = try Stage()
    let job =
      #"{"class":"ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper","args":[{"job_class":"WelcomeJob","#
      + #""arguments":[{"a":1.0,"_aj_symbol_keys":["a"]}]}]}"#
    let broken = #"{"class":"ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper","args":[]}"#
    try stage.push([job, broken], to: "mail")
    let table = try await stage.lifeboat("queue", "show", "mail").output
    #expect(
      table == """
        POSITION  CLASS                    ARGUMENTS
               0  WelcomeJob (Active Job)  [{"a":1.0}]
               1  (malformed)              \(broken)

        """)
    let lines = try await stage.lifeboat("queue", "show", "mail", "-o", "jsonl").output.split(separator: "\n")
    #expect(
      lines[0].hasPrefix(#"{"position":0,"class":"WelcomeJob","active_job":true,"payload":\#(job),"error":null,"#))
    let malformed = try #require(try json(String(lines[1])) as? [String: Any])
    #expect(malformed["active_job"] as? Bool == false)
    #expect(
      malformed["error"] as? String
        == "The payload's class is Active Job's wrapper, but its first argument is missing; an object with a job_class was expected."
    )
  }

  @Test func `a queue that does not exist is an error with the nearest name`() async throws {
    let stage = try Stage()
    try stage.push("A", numbers: 0..<1, to: "mail")
    let result = try await stage.lifeboat("queue", "show", "mial")
    #expect(result.ending == .exited(1))
    #expect(result.errors == "error: there is no queue mial; did you mean mail?\n")
  }

  @Test(arguments: ["a b", "🛟", "a:b", "ünï"])
  func `a queue's name may be anything`(name: String) async throws {
    let stage = try Stage()
    #expect(try await stage.lifeboat("enqueue", "Say", "[1]", "--queue", name).ending == .exited(0))
    #expect(
      try await stage.lifeboat("queue", "ls", "-o", "jsonl").output
        == "{\"name\":\"\(name)\",\"waiting\":1,\"paused\":false}\n")
    #expect(try await stage.lifeboat("queue", "ls").output.contains("\n\(name) "))
    let show = try await stage.lifeboat("queue", "show", name, "-o", "jsonl")
    #expect((try json(show.output) as? [String: Any])?["class"] as? String == "Say")
    let worker = try await stage.drain(
      name, handlers: #"handlers: { Say: { command: [sh, -c, "echo $LIFEBOAT_QUEUE >> $LEDGER; exit 1"] } }"#)
    #expect(worker.ending == .exited(0))
    #expect(stage.ledger == [name])
    let failure = try #require(try stage.failures().first)
    #expect(failure["queue"] as? String == name)
    let failed = try await stage.lifeboat("failed", "ls", "-o", "jsonl")
    let id = try #require((try json(failed.output) as? [String: Any])?["id"] as? String)
    #expect(try await stage.lifeboat("failed", "requeue", id).ending == .exited(0))
    #expect(try stage.queue(name) == [#"{"class":"Say","args":[1]}"#])
  }

  @Test func `status shows totals in every form`() async throws {
    let stage = try Stage()
    try stage.push("A", numbers: 0..<3, to: "mail")
    try stage.call("RPUSH", "resque:failed", "{}")
    try stage.call("SET", "resque:stat:processed", "12")
    try stage.call("SET", "resque:stat:failed", "4")
    try stage.call("SET", "resque:pause-all-workers", "true")
    try stage.call("ZADD", "resque:delayed_queue_schedule", "1", "1")
    try stage.call("RPUSH", "resque:delayed:1", "{}", "{}")
    #expect(
      try await stage.lifeboat("status", "-o", "json").output
        == #"{"waiting":3,"in_flight":0,"snoozed":0,"delayed":2,"failed":1,"processed_ever":12,"failed_ever":4,"paused":true,"#
        + #""workers":0,"workers_busy":0,"queues":[{"name":"mail","waiting":3,"paused":false}],"operations":[]}"# + "\n"
    )
    #expect(
      try await stage.lifeboat("status").output == """
        JOBS            COUNT
        waiting             3
        in flight           0
        snoozed             0
        delayed             2
        failed              1
        processed ever     12
        failed ever         4

        QUEUE  WAITING  PAUSED
        mail         3

        workers: 0, 0 of them busy
        all workers are paused (the key pause-all-workers is set)

        """)
  }

  @Test func `worker ls shows each slot and what it runs`() async throws {
    let stage = try Stage()
    try stage.push("Wait", numbers: 0..<1)
    let worker = try stage.worker(
      "--queue", "default", "-c", "2",
      handlers: #"handlers: { Wait: { command: [sh, -c, "echo on >> $LEDGER; exec sleep 1000"] } }"#)
    try await stage.ledger(reaches: 1)
    var workers: [[String: Any]] = []
    try await eventually("a slot is shown busy") {
      workers = try json(try await stage.lifeboat("worker", "ls", "-o", "json").output) as? [[String: Any]] ?? []
      return workers.contains { $0["running"] is [String: Any] }
    }
    #expect(workers.count == 2)
    for worker in workers {
      #expect(
        Set(worker.keys) == ["id", "host", "pid", "queues", "lifeboat", "started_at", "heartbeat_at", "running"])
      #expect(worker["lifeboat"] as? Bool == true)
      #expect(worker["queues"] as? [String] == ["default"])
    }
    #expect(workers.allSatisfy { $0["pid"] as? Int == Int(worker.pid) })
    let running = try #require(workers.compactMap { $0["running"] as? [String: String] }.first)
    #expect(Set(running.keys) == ["class", "queue", "since"])
    #expect(running["class"] == "Wait")
    let table = try await stage.lifeboat("worker", "list").output
    #expect(table.contains("Wait (default), began "))
    #expect(table.hasPrefix("HOST"))
    worker.kill()
  }

  @Test func `an empty Redis is answered with sentences, or with empty JSON`() async throws {
    let stage = try Stage()
    #expect(try await stage.lifeboat("worker", "ls").output == "no workers are registered\n")
    #expect(try await stage.lifeboat("failed", "ls").output == "no failed jobs\n")
    for command in [["ls"], ["top"], ["count"], ["count", "--by", "class"]] {
      let none = try await stage.run(["failed"] + command + ["--class", "Mail"])
      #expect(none.output == "no failure matches\n")
    }
    for command in ["worker", "failed", "queue"] {
      #expect(try await stage.lifeboat(command, "ls", "-o", "json").output == "[]\n")
      #expect(try await stage.lifeboat(command, "ls", "-o", "jsonl").output == "")
    }
  }

  @Test func `spaces around the names of a list of queues are no part of them`() async throws {
    let stage = try Stage()
    try stage.push(["{\"class\":\"Gone\",\"args\":[]}"], to: "mail")
    let result = try await stage.drain("default, mail ", handlers: "handlers:\n  Gone: {builtin: discard}\n")
    #expect(result.ending == .exited(0))
    #expect(try stage.queue("mail") == [])
    #expect(try stage.stat("processed") == 1)
  }
}
