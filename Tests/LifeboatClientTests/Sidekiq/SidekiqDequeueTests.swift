import LifeboatClient
import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct SidekiqDequeueTests {
  private let stage: SidekiqStage

  init() throws {
    stage = try SidekiqStage()
  }

  private func fill(_ numbers: Range<Int>) async throws {
    let jobs = numbers.map { NewJob($0 % 3 == 0 ? "A" : "B", arguments: [.integer($0 / 7)], queue: "q") }
    try await stage.client.enqueue(contentsOf: jobs)
  }

  @Test func `a job is taken back by its class and the bytes of its arguments, every copy`() async throws {
    let jobs = try [#"[1,"<"]"#, #"[1.0,"<"]"#, #"[1,"\u003c"]"#, #"[1,"<"]"#].map { arguments in
      try NewJob("A", json: Array(arguments.utf8), queue: "q")
    }
    try await stage.client.enqueue(contentsOf: jobs)
    try await stage.client.enqueue(NewJob("None", queue: "q"))
    #expect(try await stage.client.dequeue(NewJob("A", arguments: [1, "<"], queue: "q")) == 2)
    #expect(try stage.queue("q").map(\.arguments) == [#"[1.0,"<"]"#, #"[1,"\u003c"]"#, "[]"])
    #expect(try await stage.client.dequeue(NewJob("None", queue: "q")) == 1)
    let active = NewJob(activeJob: "A", queue: "q")
    await #expect(throws: ClientError.self) { try await stage.client.dequeue(active) }
  }

  @Test func `a job is taken back by its id`() async throws {
    try await fill(0..<1_200)
    let job = try await stage.client.enqueue(NewJob("Mine", queue: "q"))
    try await fill(0..<700)
    let jid = try #require(job?.jid)
    #expect(try await stage.client.dequeue(jid: jid, from: "q") == 1)
    #expect(try await stage.client.dequeue(jid: jid, from: "q") == 0)
    #expect(try stage.queue("q").count == 1_900)
    #expect(try !stage.queue("q").contains { $0.payload.className == "Mine" })
  }

  @Test func `of thousands of jobs those picked go, and the others keep their order`() async throws {
    try await fill(0..<5_000)
    let others = try stage.queue("q").filter { $0.payload.className == "B" }
    #expect(try await stage.client.dequeue(every: "A", from: "q") == 1_667)
    #expect(try stage.queue("q").map(\.text) == others.map(\.text))
  }

  @Test func `what workers take and others push meanwhile hides none`() async throws {
    try await fill(0..<3_000)
    let busy = Task { [server = stage.server] in
      let session = server.session()
      for number in 0..<400 {
        _ = try session.call(RedisCommand("RPOP", "queue:q"))
        _ = try session.call(RedisCommand("LPUSH", "queue:q", #"{"class":"C","args":[\#(number)]}"#))
      }
    }
    let removed = try await stage.client.dequeue(every: "A", from: "q")
    try await busy.value
    #expect(removed <= 1_000 && removed >= 800)
    #expect(try !stage.queue("q").contains { $0.payload.className == "A" })
  }

  @Test func `a full memory and malformed jobs are no obstacle, a queue that is no list is an error`() async throws {
    try await fill(0..<50)
    try stage.call("LPUSH", "queue:q", "junk")
    try stage.call("CONFIG", "SET", "maxmemory", "1")
    #expect(try await stage.client.dequeue(every: "A", from: "q") == 17)
    #expect(try stage.call("LLEN", "queue:q").int == 34)
    try stage.call("CONFIG", "SET", "maxmemory", "0")
    try stage.call("SET", "queue:text", "text")
    let error = await #expect(throws: ClientError.self) { try await stage.client.dequeue(jid: "x", from: "text") }
    #expect(error?.description.contains("WRONGTYPE") == true)
  }
}
