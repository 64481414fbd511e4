import LifeboatInspector
import LifeboatRedis
import Testing

/// Who works a queue, and what is known of the classes that they run.
@Suite struct ServingWorkersTests {
  private func register(_ app: App, _ name: String, queues: String, classes: String?) throws {
    try app.call("HSET", "resque:lifeboat:resque:processes", name, "1")
    try app.call("HSET", "resque:lifeboat:resque:process:\(name)", "queues", queues)
    if let classes { try app.call("HSET", "resque:lifeboat:resque:process:\(name)", "classes", classes) }
  }

  private func workers(_ app: App) async throws -> ServingWorkers {
    try await ServingWorkers(dialect: app.dialect, on: app.connection)
  }

  @Test func `a class that no worker of ours runs is known to be run by nobody`() async throws {
    let app = try App()
    try register(app, "one", queues: #"["mail","a b:c,é😀"]"#, classes: #"["Mail"]"#)
    try register(app, "two", queues: #"["slow*"]"#, classes: #"["Slow"]"#)
    let workers = try await workers(app)
    #expect(workers.knowledge(of: "Mail", on: "mail") == .mayRun)
    #expect(workers.knowledge(of: "Mail", on: "a b:c,é😀") == .mayRun)
    #expect(workers.knowledge(of: "Slow", on: "mail") == .nobodyRuns)
    #expect(workers.knowledge(of: "Slow", on: "slow_ones") == .mayRun)
    #expect(workers.knowledge(of: "Mail", on: "other") == .nobodyWorks)
    #expect(workers.isOnlyOurs("mail") && workers.isOnlyOurs("slow") && !workers.isOnlyOurs("other"))
  }

  @Test func `a Ruby worker may run any class, and so may one of ours that does not say`() async throws {
    let app = try App()
    try register(app, "one", queues: #"["mail","old","*"]"#, classes: #"["Mail"]"#)
    try app.call("SADD", "resque:workers", "web-1:17:mail,x")
    try app.call("SADD", "resque:workers", "web-1~lifeboat1:18:other")
    var workers = try await workers(app)
    #expect(workers.knowledge(of: "Any", on: "mail") == .mayRun)
    #expect(workers.knowledge(of: "Any", on: "old") == .nobodyRuns)
    #expect(!workers.isOnlyOurs("mail") && !workers.isOnlyOurs("x") && workers.isOnlyOurs("other"))
    try register(app, "two", queues: #"["old"]"#, classes: nil)
    workers = try await self.workers(app)
    #expect(workers.knowledge(of: "Any", on: "old") == .mayRun)
  }

  @Test func `a record that cannot be read says nothing`() async throws {
    let app = try App()
    try register(app, "one", queues: "junk", classes: "{}")
    try app.call("HSET", "resque:lifeboat:resque:processes", "two", "1")
    try app.call("SET", "resque:lifeboat:resque:process:two", "no hash")
    #expect(try await workers(app).knowledge(of: "Any", on: "mail") == .nobodyWorks)
  }

  @Test func `Sidekiq's own processes may run any class, unless they are gone`() async throws {
    let app = try SidekiqApp()
    for name in ["live", "gone", "ours"] { try app.call("SADD", "processes", name) }
    try app.call("HSET", "live", "info", #"{"queues":["mail"]}"#)
    try app.call("HSET", "ours", "info", #"{"queues":["mail","swift"]}"#)
    try app.call("HSET", "lifeboat:sidekiq:processes", "one", "1")
    try app.call("SADD", "lifeboat:sidekiq:workers:one", "ours")
    try app.call("HSET", "lifeboat:sidekiq:process:one", "queues", #"["mail","swift"]"#)
    try app.call("HSET", "lifeboat:sidekiq:process:one", "classes", #"["Mail"]"#)
    let workers = try await ServingWorkers(dialect: app.dialect, on: app.connection)
    #expect(workers.knowledge(of: "Any", on: "mail") == .mayRun)
    #expect(workers.knowledge(of: "Any", on: "swift") == .nobodyRuns)
    #expect(workers.isOnlyOurs("swift") && !workers.isOnlyOurs("mail"))
  }
}
