import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct SidekiqWorkersTests {
  private let app: SidekiqApp

  init() throws {
    app = try SidekiqApp()
  }

  @Test(arguments: ["6.4.1", "6.5.12", "7.3.9", "8.1.7"])
  func `a busy process of each version is shown with what it runs`(version: String) async throws {
    try app.replay("server-busy_hard", of: version)
    let process = try #require(try await app.processes().first)
    #expect(process.process.host == "worker-host")
    #expect(process.process.queues == ["q1"])
    #expect((process.process.concurrency, process.process.busy) == (2, 2))
    #expect(process.process.tag == "mytag")
    #expect(!process.process.isQuiet && !process.isLifeboat)
    #expect(process.running.map(\.className) == ["SleepyJob", "SleepyJob"])
    #expect(process.running.allSatisfy { $0.queue == "q1" && $0.jid?.utf8.count == 24 && $0.since != nil })
  }

  @Test func `records that other libraries wrote with null or missing fields hide nothing`() async throws {
    let infos = [
      "{}", "null", "[1]", "junk", "", #"{"hostname":null,"pid":"x","queues":null,"started_at":"now","labels":null}"#,
      #"{"concurrency":"many","weights":{"a":1},"capsules":[],"identity":7,"embedded":"yes"}"#,
    ]
    for (index, info) in infos.enumerated() {
      try app.call("SADD", "processes", "h:\(index):n")
      try app.call("HSET", "h:\(index):n", "info", info, "busy", "x", "beat", "nan", "quiet", "1", "rss", "-1")
    }
    try app.call(
      "HSET", "h:0:n:work", "t1", "junk", "t2", "", "t3", "{}", "t4", #"{"queue":1,"payload":null,"run_at":"x"}"#)
    try app.call("HSET", "h:1:n:workers", "t", #"{"queue":"q","payload":{"class":"A","args":[]},"run_at":5}"#)
    for name in ["gone:1:n", "no identity", "a:b:c:2:n"] { try app.call("SADD", "processes", name) }
    try app.call("SADD", "processes", [0xFF, 0x41])
    try app.call("SET", "a:b:c:2:n", "no hash")
    let processes = try await app.processes()
    #expect(processes.count == infos.count + 4)
    let running = try #require(processes.first { $0.id == "h:1:n" }).running
    #expect((running.map(\.className), running.map(\.since)) == (["A"], [5]))
    #expect(processes.first { $0.id == "h:0:n" }?.running.count == 4)
    #expect(processes.filter { !$0.process.hasInfo }.count == 4)
    let overview = try await Overview(connection: app.connection, dialect: app.dialect)
    #expect(overview[.dead] == 0)
  }

  @Test func `an order goes to the list that the process reads, for a minute`() async throws {
    try app.call("SADD", "processes", "web:1:aa", "web:12:bb")
    try app.call("HSET", "web:1:aa", "info", #"{"hostname":"web","pid":1,"identity":"other:1:zz"}"#)
    try app.call("HSET", "web:12:bb", "info", #"{"hostname":"web","pid":12,"identity":"web:12:bb"}"#)
    let remote = try app.dialect.remote(on: app.connection)
    let processes = try await remote.processes()
    try await remote.send(.quiet, to: WorkerRemote.process("web:12", among: processes))
    try await remote.send(.stop, to: WorkerRemote.process("web:12:b", among: processes))
    try await remote.send(.stop, to: WorkerRemote.process("web:1", among: processes))
    #expect(try app.list("web:12:bb-signals") == ["TERM", "TSTP"])
    #expect(try app.list("other:1:zz-signals") == ["TERM"])
    let expiry = try app.call("TTL", "web:12:bb-signals").int ?? 0
    #expect((1...60).contains(expiry))
    #expect(throws: InspectorError.noWorker("db:1")) { try WorkerRemote.process("db:1", among: processes) }
    #expect(throws: InspectorError.ambiguousWorker("web:", matches: ["web:1:aa", "web:12:bb"])) {
      try WorkerRemote.process("web:", among: processes)
    }
    try app.call("SET", "web:1:aa-signals", "x")
    try app.call("DEL", "other:1:zz-signals")
    try app.call("SET", "other:1:zz-signals", "x")
    await #expect(throws: InspectorError.self) { try await remote.send(.stop, to: processes[0]) }
  }

  @Test func `Resque has no channel for orders`() throws {
    #expect(throws: InspectorError.noRemote(dialect: "Resque")) { try ResqueDialect().remote(on: app.connection) }
  }

  @Test func `a process without a record is dead, and one of ours is not asked about`() async throws {
    try app.call("SADD", "processes", "gone:1:n", "here:2:n", "ours:3:n")
    try app.call("HSET", "here:2:n", "info", "{}")
    try app.call("HSET", "lifeboat:sidekiq:processes", "inc", "1")
    try app.call("SADD", "lifeboat:sidekiq:workers:inc", "ours:3:n")
    let observer = PruneObserver(host: "here") { _ in .unknown }
    let workers = try await app.dialect.prunableWorkers(
      seenBy: observer, failures: FailureChoice(), on: app.connection)
    #expect(workers.map(\.id) == ["gone:1:n", "here:2:n"])
    #expect(workers.map(\.isDead) == [true, false])
    #expect(try await workers[1].end(on: app.connection).isPruned == false)
    #expect(try await workers[0].end(on: app.connection).isPruned)
    #expect(Set(try app.call("SMEMBERS", "processes").array?.compactMap(\.string) ?? []) == ["here:2:n", "ours:3:n"])
    #expect((1...60).contains(try app.call("TTL", "process_cleanup").int ?? 0))
  }

  @Test func `every total is where it belongs`() async throws {
    try app.push(["a", "b"], to: "q")
    for (key, count) in [("schedule", 3), ("retry", 4), ("dead", 5)] {
      for number in 0..<count { try app.call("ZADD", key, number, "\(number)") }
    }
    try app.call("RPUSH", "lifeboat:sidekiq:overflow", "1.0:x")
    try app.call("SET", "stat:processed", "80")
    try app.call("SET", "stat:failed", "9")
    let overview = try await Overview(connection: app.connection, dialect: app.dialect)
    #expect(
      overview.totals == [
        JobTotal(.waiting, 2), JobTotal(.inFlight, 0), JobTotal(.snoozed, 0), JobTotal(.scheduled, 3),
        JobTotal(.retries, 4), JobTotal(.dead, 5), JobTotal(.overflow, 1), JobTotal(.processedEver, 80),
        JobTotal(.failedEver, 9),
      ])
  }
}
