import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// Sidekiq's parts of the scripts that show an incarnation, and remove it.
struct SidekiqPresenceScriptTests {
  private let server: RedisServer
  private let session: RedisSession
  private let own = SidekiqDialect().ownKeys
  private let scripts = WorkerScripts(.sidekiq)
  private let id = "box:7:0123456789ab"

  init() throws {
    server = try RedisServer()
    session = server.session()
    try register(["info", "{}", "busy", "0"])
  }

  private func register(_ record: [String], name: String = "me") throws {
    let arguments = [name, "1", "host", "box"] + (record.isEmpty ? ["0"] : ["1", id]) + record
    _ = try session.run(
      scripts.register, keys: [own.processes, own.process(name), own.workers(of: name), "processes", id],
      arguments: arguments)
  }

  /// What a beat heard.
  private func beat(_ arguments: [String], name: String = "me") throws -> [String] {
    let reply = try session.run(
      scripts.beat,
      keys: [
        own.processes, own.inflight(name), own.snoozed, own.snoozedJobs, "queues", "processes", id, "\(id):work",
        "\(id):workers", "\(id)-signals",
      ], arguments: [name, "2", "queue:"] + arguments)
    let heard = try #require(reply.array, "\(reply)")[1]
    return heard.array?.map { $0.string ?? "(no text)" } ?? [heard.string ?? "(no text)"]
  }

  private func age(_ key: String) throws -> Int { try session.run("TTL", key).int ?? -9 }

  @Test func `a registration is seen, and expires`() throws {
    #expect(try session.members("processes") == [id])
    #expect(try session.hash(id) == ["info": "{}", "busy": "0"])
    #expect(try (50...60).contains(age(id)))
    #expect(try session.members(own.workers(of: "me")) == [id])
  }

  @Test func `who is not to be seen leaves nothing in the keys of others`() throws {
    try session.run("FLUSHALL")
    try register([])
    #expect(try beat([""]) == [""])
    #expect(try session.keys() == [own.process("me"), own.processes].sorted())
  }

  @Test func `a renewal brings back who was pruned, and whatever expires lives on`() throws {
    _ = try beat([id, "0", "1", "1", "work"])
    try session.run("SREM", "processes", id)
    for key in [id, "\(id):work", "\(id):workers"] { try session.run("EXPIRE", key, "5") }
    #expect(try beat([id, "0", "0"]) == ["", ""])
    #expect(try session.members("processes") == [] && age(id) <= 5)
    #expect(try beat([id, "2", "busy", "3", "0"]) == ["", ""])
    #expect(try session.members("processes") == [id])
    #expect(try session.hash(id)["busy"] == "3")
    for key in [id, "\(id):work", "\(id):workers"] { #expect(try age(key) > 50) }
  }

  @Test func `what runs takes the place of what ran, under both names`() throws {
    _ = try beat([id, "0", "1", "1", "one", "2", "two"])
    _ = try beat([id, "0", "1", "2", "other"])
    #expect(try session.hash("\(id):work") == ["2": "other"])
    #expect(try session.hash("\(id):workers") == ["2": "other"])
    #expect(try age("\(id):workers") > 50)
    _ = try beat([id, "0", "1"])
    #expect(try session.keys("\(id):*") == [])
  }

  @Test func `a thousand slots fit`() throws {
    _ = try beat([id, "0", "1"] + (1...1000).flatMap { ["\($0)", "work of \($0)"] })
    #expect(try session.hash("\(id):work")["1000"] == "work of 1000")
    #expect(try session.run("HLEN", "\(id):workers").int == 1000)
  }

  @Test func `one signal a beat is heard, the oldest first`() throws {
    try session.run("LPUSH", "\(id)-signals", "TSTP", "TERM")
    #expect(try beat([id, "0", "0"]) == ["TSTP", ""])
    #expect(try beat([id, "0", "0"]) == ["TERM", ""])
    #expect(try beat([id, "0", "0"]) == ["", ""])
  }

  @Test(arguments: ["processes", "ID", "ID:work", "ID:workers", "ID-signals"])
  func `a key of another kind is told of and stops neither the beat nor the rest`(key: String) throws {
    let key = key.replacing("ID", with: id)
    try session.run("DEL", key)
    if key == "\(id)-signals" || key == "processes" || key == id { try session.run("SET", key, "text") }
    try session.run("LPUSH", key == "\(id)-signals" ? "elsewhere" : "\(id)-signals", "TSTP")
    let heard = try beat([id, "2", "busy", "1", "1", "1", "work"])
    // What runs is written anew, so it takes any place.
    let isWritten = key.hasPrefix("\(id):")
    #expect(heard[1].hasPrefix("WRONGTYPE") == !isWritten)
    #expect(heard[0] == (key == "\(id)-signals" ? "" : "TSTP"))
    #expect(try session.hash("\(id):work") == ["1": "work"])
    #expect(try session.hash(own.processes) == ["me": "2"])
  }

  @Test func `who leaves, or is ended, is gone from every key`() throws {
    _ = try beat([id, "0", "1", "1", "one"])
    try session.run("LPUSH", "\(id)-signals", "TERM")
    let dialect = SidekiqDialect()
    let answer = try VacateCall(
      dialect: dialect, incarnation: "me", endings: SidekiqEndings(dialect: dialect), deadAt: "2"
    ).run(on: session)
    #expect(answer == .done(returned: 0, poisoned: 0))
    #expect(try session.keys() == [])
  }
}
