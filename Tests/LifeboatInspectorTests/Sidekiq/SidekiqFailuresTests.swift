import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct SidekiqFailuresTests {
  private let app: SidekiqApp
  private let overflow = "lifeboat:sidekiq:overflow"

  init() throws {
    app = try SidekiqApp()
  }

  @Test func `the dead set and the overflow are one list, the newest first, and retries are another`() async throws {
    for (score, number) in [(10, 1), (30, 3), (50, 5)] { try app.call("ZADD", "dead", score, failedJob(number)) }
    for (score, number) in [(20, 2), (40, 4)] { try app.call("RPUSH", overflow, "\(score).5:\(failedJob(number))") }
    try app.call("ZADD", "retry", 99, failedJob(9))
    let store = try app.failures()
    let all = try await store.newest(limit: 10)
    #expect(all.map { $0.retries?.jid } == ["5-jid", "4-jid", "3-jid", "2-jid", "1-jid"])
    #expect(all.map(\.set) == ["dead", "overflow", "dead", "overflow", "dead"])
    #expect(all.map { $0.retries?.diedAt } == [50, 40, 30, 20, 10])
    #expect(try await store.newest(offset: 1, limit: 2).map(\.id) == all[1...2].map(\.id))
    #expect(try await store.sets().map { "\($0.name) \($0.count)" } == ["dead 3", "overflow 2"])
    let retry = try await app.failures("retry").newest(limit: 10)
    #expect(retry.map { $0.retries?.dueAt } == [99])
    #expect(try await app.failures("retry").count() == 1)
  }

  @Test(arguments: ["6.4.1", "6.5.12", "7.3.9", "8.1.7"])
  func `what each version of Ruby stored is read, backtraces too`(version: String) async throws {
    try app.replay("server-failures", of: version)
    let retries = try await app.failures("retry").newest(limit: 100)
    #expect(retries.count == (try app.call("ZCARD", "retry").int))
    #expect(retries.allSatisfy { $0.malformed == nil && $0.obstacle == nil && $0.backtraceProblem == nil })
    #expect(retries.allSatisfy { $0.exception != nil && $0.failedAt?.seconds.map { $0 / 100_000 } == 17952 })
    let short = try #require(retries.first { $0.className == "FailBt3" })
    #expect(short.backtrace.count == 3)
    #expect(short.backtrace[0].contains(":in "))
    #expect(try #require(retries.first { $0.className == "FailBtAll" }).backtrace.count > 3)
    let moved = try #require(retries.first { $0.className == "FailRetryQ" })
    #expect((moved.queue, moved.retries?.count) == ("low", 0))
    #expect(try await app.failures().newest(limit: 100).contains { $0.className == "FailZero" })
  }

  @Test func `a job that is sent back loses one retry and gets its time, and every other byte stays`() async throws {
    try app.call("ZADD", "retry", "1795252300.5", failedJob(1, count: 3))
    let store = try app.failures("retry")
    let failure = try #require(try await store.newest(limit: 1).first)
    #expect(try await failure.requeue(on: app.connection, app.dialect) == .moved)
    let job = try #require(try app.list("queue:mail").first)
    let time = try #require(try Payload(Array(job.utf8)).slice(of: "enqueued_at").flatMap(SidekiqTime.init(reading:)))
    let expected = failedJob(1, count: 2).replacing("1795252256.5", with: time.text)
    #expect(job == expected)
    #expect(try app.call("ZCARD", "retry").int == 0)
    #expect(try app.call("SISMEMBER", "queues", "mail").int == 1)
    #expect(try await failure.requeue(on: app.connection, app.dialect) == .left)
    #expect(try app.list("queue:mail").count == 1)
  }

  @Test func `an entry goes without its neighbours of the same score`() async throws {
    for number in 0..<5 { try app.call("ZADD", "dead", "1795252300.5", failedJob(number)) }
    let store = try app.failures()
    let all = try await store.newest(limit: 10)
    #expect(all.count == 5)
    #expect(try await all[2].requeue(on: app.connection, app.dialect) == .moved)
    #expect(try await store.newest(limit: 10).map(\.id) == [0, 1, 3, 4].map { all[$0].id })
    #expect(try app.members("dead").count == 4)
  }

  @Test func `an entry of the overflow goes home as well, one of several equal ones`() async throws {
    let element = "20.25:" + failedJob(1)
    for element in [element, "21.5:" + failedJob(2), element] { try app.call("RPUSH", overflow, element) }
    let store = try app.failures()
    let id = try await store.newest(limit: 1)[0].id
    let copies = try await store.find(id.digits)
    #expect(copies.count == 2)
    #expect(try await copies[0].requeue(on: app.connection, app.dialect) == .moved)
    #expect(try app.list(overflow) == [element, "21.5:" + failedJob(2)])
    #expect(try app.list("queue:mail").map { $0.contains(#""retry_count":-1"#) } == [true])
  }

  @Test(arguments: [
    "", "junk", "[1]", #""x""#, "null", "1", "{}", #"{"class":"A"}"#, #"{"class":"A","args":{}}"#,
    #"{"class":"A","args":[],"tags":"x"}"#, #"{"class":"A","args":[],"queue":""}"#, #"{"class":"A","args":[1e999]}"#,
  ])
  func `what Ruby would lose is shown and stays where it is`(entry: String) async throws {
    try app.call("ZADD", "dead", 5, entry)
    let store = try app.failures()
    let failure = try #require(try await store.newest(limit: 1).first)
    #expect(failure.bytes == Array(entry.utf8))
    let obstacle = try #require(failure.obstacle)
    #expect(obstacle.hasPrefix("its job is malformed, and Ruby would lose it: "))
    #expect(try await failure.requeue(on: app.connection, app.dialect) == .refused(obstacle))
    #expect(try app.members("dead") == [entry])
    #expect(try app.call("EXISTS", "queue:default", "queue:").int == 0)
  }

  @Test func `odd fields hide nothing`() async throws {
    let odd =
      #"{"class":"A","args":[],"queue":7,"jid":null,"retry":"3","retry_count":"x","failed_at":"soon","retried_at":1795252255287,"#
      + #""error_backtrace":"????"}"#
    try app.call("ZADD", "dead", "inf", odd)
    try app.call("RPUSH", overflow, "no score")
    let found = try await app.failures().newest(limit: 5)
    let failure = try #require(found.first)
    #expect((failure.queue, failure.retries?.count, failure.retries?.jid) == (nil, nil, nil))
    #expect(failure.failedAt == nil || failure.failedAt?.seconds == nil)
    #expect(failure.retriedAt?.seconds == 1_795_252_255)
    #expect(failure.backtraceProblem == "The backtrace is not Base64.")
    #expect(failure.retries?.diedAt == nil)
    #expect(found.count == 2 && found[1].malformed != nil)
  }

  @Test func `thousands are walked and found although others leave meanwhile, equal scores too`() async throws {
    for number in 0..<1_500 { try app.call("ZADD", "dead", number < 900 ? 5 : number, failedJob(number)) }
    let store = try app.failures()
    let all = try await store.newest(limit: 2_000)
    #expect(all.count == 1_500)
    #expect(Set(all.map(\.id)).count == 1_500)
    for index in [0, 700, 1_499] {
      #expect(try await store.find(all[index].id.digits).map(\.bytes) == [all[index].bytes])
    }
    await #expect(throws: InspectorError.noFailure(prefix: "ffffffffffffffffffff")) {
      try await store.find("ffffffffffffffffffff")
    }
  }

  @Test func `sets that Sidekiq does not have, and Resque's choices, are refused`() throws {
    #expect(throws: InspectorError.unknownSet("failed", among: ["dead", "retry"])) { try app.failures("failed") }
    #expect(throws: InspectorError.noBackends(dialect: "Sidekiq")) {
      try app.dialect.failures(FailureChoice(backend: .both), on: app.connection)
    }
    #expect(throws: InspectorError.unknownSet("dead", among: ["failed"])) {
      try ResqueDialect().failures(FailureChoice(set: "dead"), on: app.connection)
    }
  }
}
