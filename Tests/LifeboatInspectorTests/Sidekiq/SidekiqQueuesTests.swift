import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct SidekiqQueuesTests {
  @Test func `positions are counted from the end at which jobs are taken`() async throws {
    let app = try SidekiqApp()
    try app.push((0..<5).map { #"{"class":"A","args":[\#($0)]}"# }, to: "mail")
    let jobs = try await app.queues.jobs(of: "mail", limit: 2)
    #expect(jobs.map { String(decoding: $0.bytes, as: UTF8.self) } == [0, 1].map { #"{"class":"A","args":[\#($0)]}"# })
    let more = try await app.queues.jobs(of: "mail", offset: 3, limit: 9)
    #expect(more.map(\.position) == [3, 4])
    #expect(more.last?.bytes == Array(#"{"class":"A","args":[4]}"#.utf8))
    #expect(try await app.queues.jobs(of: "mail", offset: 5, limit: 9).isEmpty)
  }

  @Test(arguments: ["", "app"])
  func `jobs are moved from the front to the back in their order`(namespace: String) async throws {
    let app = try SidekiqApp(namespace: namespace)
    try app.push(["0", "1", "2"], to: "a b")
    try app.push(["x"], to: "c:d,🛟")
    var move = try await QueueMove(
      from: "a b", to: "c:d,🛟", limit: 2, connection: app.connection, dialect: app.dialect)
    while try await move.step() {}
    #expect(move.moved == 2)
    let prefix = namespace.isEmpty ? "" : namespace + ":"
    #expect(try app.list(prefix + "queue:c:d,🛟") == ["1", "0", "x"])
    #expect(try app.list(prefix + "queue:a b") == ["2"])
  }

  @Test func `a purge drops those that were counted, from the front`() async throws {
    let app = try SidekiqApp()
    try app.push(["0", "1", "2"], to: "mail")
    let purge = QueuePurge(connection: app.connection, dialect: app.dialect)
    #expect(try await purge.run("mail", atMost: 2) == (2, 1))
    #expect(try app.list("queue:mail") == ["2"])
    #expect(try await purge.run("mail") == (1, 0))
    #expect(try app.call("SISMEMBER", "queues", "mail").int == 0)
  }

  @Test func `a queue's latency is that of the next job, whichever form its time has`() async throws {
    let app = try SidekiqApp()
    let now = try #require(try app.call("TIME").array?.first?.int)
    for (queue, time) in [
      ("float", "\(now - 100).25"), ("milliseconds", "\(now - 100)250"), ("seconds", "\(now - 100)"),
    ] {
      try app.push([#"{"class":"A","args":[],"enqueued_at":\#(time)}"#, "junk"], to: queue)
    }
    try app.push([#"{"class":"A","args":[],"enqueued_at":\#(now + 5000).5}"#], to: "later")
    try app.push([#"{"class":"A","args":[],"enqueued_at":"soon"}"#], to: "odd")
    try app.push(["junk"], to: "raw")
    try app.call("SADD", "queues", "empty")
    try app.call("SADD", "queues", "wrong")
    try app.call("SET", "queue:wrong", "text")
    let queues = try await app.queues.list()
    let latencies = Dictionary(uniqueKeysWithValues: queues.map { ($0.name, $0.latency) })
    for name in ["float", "milliseconds", "seconds"] {
      let latency = try #require(latencies[name] ?? nil)
      #expect((99.5..<160).contains(latency), "\(name)")
    }
    #expect(latencies["later"] == 0.0)
    for name in ["odd", "raw", "empty", "wrong"] { #expect(latencies[name] == .some(nil), "\(name)") }
    #expect(queues.first { $0.name == "wrong" }?.length == nil)
  }

  @Test func `a pause of a queue is the one that Sidekiq Pro honours`() async throws {
    let app = try SidekiqApp()
    let pauses = QueuePauses(connection: app.connection, dialect: app.dialect)
    try await pauses.pause(["mail"])
    #expect(try app.call("SISMEMBER", "paused", "mail").int == 1)
    try await pauses.pauseAll()
    #expect(try app.call("GET", "lifeboat:sidekiq:pause-all").string == "true")
  }
}
