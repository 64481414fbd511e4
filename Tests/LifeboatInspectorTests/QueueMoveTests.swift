import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct QueueMoveTests {
  private let app: App

  init() throws {
    app = try App()
  }

  private func push(_ numbers: Range<Int>, to queue: String) throws {
    var command = RedisCommand("RPUSH", "resque:queue:\(queue)")
    for number in numbers { command.append(job(number)) }
    _ = try app.session.call(command)
  }

  private func move(limit: Int = .max) async throws -> QueueMove {
    try await QueueMove(from: "a b", to: "🛟", limit: limit, connection: app.connection, dialect: app.dialect)
  }

  @Test func `a step moves 500 in order, and the last one the rest`() async throws {
    try push(0..<1_200, to: "a b")
    var move = try await move()
    #expect(move.left == 1_200)
    #expect(try await move.step() == true)
    #expect((move.moved, move.left) == (500, 700))
    #expect(try app.list("resque:queue:🛟") == (0..<500).map(job))
    #expect(try app.list("resque:queue:a b") == (500..<1_200).map(job))
    #expect(try await move.step() == true)
    #expect(try await move.step() == false)
    #expect(move.moved == 1_200)
    #expect(try await move.step() == false)
    #expect(try app.list("resque:queue:🛟") == (0..<1_200).map(job))
    #expect(try app.call("SMEMBERS", "resque:queues").array?.compactMap(\.string) == ["🛟"])
  }

  @Test func `what arrives meanwhile stays, and no more are moved than lay there`() async throws {
    try push(0..<700, to: "a b")
    var move = try await move()
    #expect(try await move.step() == true)
    try app.call("LPOP", "resque:queue:a b", "50")
    try push(700..<720, to: "a b")
    while try await move.step() {}
    // 50 were taken and 20 came: a list does not tell which of its jobs came when, so 20 make up for 20.
    #expect(move.moved == 670)
    #expect(try app.list("resque:queue:🛟").count == 670)
    try push(0..<600, to: "a b")
    var second = try await self.move()
    _ = try await second.step()
    try push(1_000..<1_100, to: "a b")
    while try await second.step() {}
    #expect(second.moved == 600)
    #expect(try app.list("resque:queue:a b") == (1_000..<1_100).map(job))
  }

  @Test func `a limit is kept to`() async throws {
    try push(0..<700, to: "a b")
    var move = try await move(limit: 600)
    while try await move.step() {}
    #expect(move.moved == 600)
    #expect(try app.list("resque:queue:a b") == (600..<700).map(job))
  }

  @Test func `a step with large jobs ends early`() async throws {
    let big = String(repeating: "x", count: 3 << 20)
    for _ in 0..<4 { try app.call("RPUSH", "resque:queue:a b", big) }
    var move = try await move()
    #expect(try await move.step() == true)
    #expect(move.moved == 2)
  }

  @Test(arguments: ["resque:queue:a b", "resque:queue:🛟", "resque:queues"])
  func `a key of the wrong type stops it before anything moves`(key: String) async throws {
    if key != "resque:queue:a b" { try push(0..<3, to: "a b") }
    try app.call("SET", key, "text")
    let error = await #expect(throws: InspectorError.self) {
      var move = try await move()
      _ = try await move.step()
    }
    #expect(error?.description.contains("WRONGTYPE") == true)
    if key != "resque:queue:a b" { #expect(try app.list("resque:queue:a b").count == 3) }
    if key != "resque:queues" { #expect(try app.call("EXISTS", "resque:queues").int == 0) }
  }

  @Test func `a target that breaks between two steps loses nothing`() async throws {
    try push(0..<700, to: "a b")
    var move = try await move()
    _ = try await move.step()
    try app.call("RENAME", "resque:queue:🛟", "aside")
    try app.call("SET", "resque:queue:🛟", "text")
    await #expect(throws: InspectorError.self) { _ = try await move.step() }
    #expect(move.moved == 500)
    #expect(try app.list("aside") + app.list("resque:queue:a b") == (0..<700).map(job))
  }

  @Test func `a queue is not moved to itself`() async throws {
    let error = await #expect(throws: InspectorError.self) {
      try await QueueMove(from: "mail", to: "mail", connection: app.connection, dialect: app.dialect)
    }
    #expect(error == .sameQueue("mail"))
  }
}
