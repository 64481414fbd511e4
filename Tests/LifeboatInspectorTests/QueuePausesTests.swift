import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

@Suite struct QueuePausesTests {
  @Test func `a thousand names are paused and resumed`() async throws {
    let app = try App()
    let pauses = QueuePauses(connection: app.connection, dialect: app.dialect)
    let names = (1_000..<2_001).map { "q \($0)" }
    try await pauses.pause(names)
    #expect(try await pauses.names() == names)
    try await pauses.resume(Array(names.dropFirst()))
    #expect(try await pauses.names() == ["q 1000"])
    try await pauses.pause([])
    #expect(try await pauses.names() == ["q 1000"])
  }

  @Test(arguments: [("true", true), (" TRUE\n", true), ("1", false), ("", false), ("false", false)])
  func `all workers are paused as Resque reads the key`(value: String, isPaused: Bool) async throws {
    let app = try App()
    let pauses = QueuePauses(connection: app.connection, dialect: app.dialect)
    try app.call("SET", "resque:pause-all-workers", value)
    #expect(try await pauses.isAllPaused() == isPaused)
    try await pauses.pauseAll()
    #expect(try await pauses.isAllPaused())
    try await pauses.resumeAll()
    #expect(try app.call("EXISTS", "resque:pause-all-workers").int == 0)
  }

  @Test func `names that Swift takes for equal are different queues`() async throws {
    let app = try App()
    try app.call("SADD", "resque:queues", "\u{E9}")
    try await QueuePauses(connection: app.connection, dialect: app.dialect).pause(["e\u{301}"])
    let queues = try await app.queues.list()
    #expect(queues.map { Array($0.name.utf8) } == [Array("e\u{301}".utf8), Array("\u{E9}".utf8)])
    #expect(queues.map(\.isPaused) == [true, false])
  }
}
