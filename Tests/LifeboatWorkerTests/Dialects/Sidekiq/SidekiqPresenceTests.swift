import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

@Suite(.timeLimit(.minutes(10)))
struct SidekiqPresenceTests {
  private let shown: ShownWorker
  private var harness: WorkerHarness { shown.harness }
  private var session: RedisSession { shown.session }
  private var keys: SidekiqKeys { shown.keys }

  init() throws {
    shown = try ShownWorker()
  }

  @Test func `a worker is shown with what it runs, and leaves nothing behind`() async throws {
    try shown.perform("Wait", "[7]", queue: "a: b 😀")
    try await harness.working(shown.configuration(["a: b 😀"])) { _ in
      let id = try await shown.identity()
      try await eventually("busy") { try shown.process(id).busy == 1 }
      #expect(SidekiqIdentity(parsing: id)?.nonce.count == 12)
      #expect(try shown.process(id).concurrency == 2)
      let works = try session.hash(keys.work(id))
      #expect(try session.hash(keys.workers(id)) == works)
      let work = try #require(works.values.first.flatMap { SidekiqWork(parsing: bytes($0)) })
      #expect(work.queue == "a: b 😀" && works.count == 1)
      #expect(try SidekiqPayload(try #require(work.payload)).jid == "abc")
      harness.gate.open()
      try await eventually("idle") { try shown.process(id).busy == 0 }
      #expect(try session.hash(keys.work(id)) == [:])
    }
    #expect(try session.keys("*:\(Registration.pid):*") == [])
    #expect(try session.members(keys.processes) == [])
  }

  @Test func `orders from afar are obeyed one by one, and others are ignored`() async throws {
    try shown.perform("Nap")
    let worker = try Worker(shown.configuration())
    let run = Task { try await worker.run() }
    let id = try await shown.identity()
    try await harness.runs.reach(1)
    for name in ["HUP", "TTIN", "TSTP"] { try shown.signal(name, to: id) }
    try await eventually("quiet") { try shown.process(id).isQuiet }
    #expect(!harness.log.containing("ignored signal=HUP").isEmpty)
    #expect(!harness.log.containing("running class=Nap").isEmpty)
    try shown.perform("Note")
    try shown.signal("TERM", to: id)
    try await eventually("a stop") { !harness.log.containing("stopping: waiting up to 25s").isEmpty }
    worker.stop(within: .zero)
    try await run.value
    #expect(harness.runs.all.count == 1)
    #expect(try session.members(keys.processes) == [])
    #expect(try session.length(keys.queue("default")) == 2)
  }

  @Test func `a stop from afar ends an idle worker`() async throws {
    let worker = try Worker(shown.configuration())
    let run = Task { try await worker.run() }
    try shown.signal("TERM", to: try await shown.identity())
    try await run.value
    #expect(try session.keys("*-signals") == [])
  }

  @Test func `who does not poll is not shown, and counts all the same`() async throws {
    try shown.perform("Note")
    var configuration = shown.configuration()
    configuration.promotesDelayed = false
    try await harness.drain(configuration)
    #expect(try session.keys(keys.processes) == [])
    #expect(try session.keys("j|*").count == 3)
  }

  @Test func `only attempts that a handler ended are in the metrics, written before the worker has left`() async throws
  {
    var configuration = shown.configuration(concurrency: 1)
    configuration.registry.register("Snooze", untyped: { _ in throw Snooze(for: .seconds(3600)) })
    let job = #"{"job_class":"Mailer","job_id":"1","queue_name":"default","arguments":[],"executions":0}"#
    configuration.registry.register("Mailer", untyped: { _ in })
    for name in ["Note", "Note", "Fail", "Unknown", "Snooze"] { try shown.perform(name) }
    try shown.perform("Sidekiq::ActiveJob::Wrapper", "[\(job)]", more: #","wrapped":"Mailer""#)
    try session.run("LPUSH", keys.queue("default"), "{broken")
    try await harness.drain(configuration)
    let hash = try #require(try session.keys("j|20*").first)
    let counts = try session.hash(hash)
    #expect(counts.filter { $0.key.hasSuffix("|p") } == ["Note|p": "2", "Fail|p": "1", "Mailer|p": "1"])
    #expect(counts.filter { $0.key.hasSuffix("|f") } == ["Fail|f": "1"])
    #expect(Set(counts.keys.filter { $0.hasSuffix("|ms") }) == ["Note|ms", "Mailer|ms"])
  }

  @Test func `who was pruned is back at the next renewal`() async throws {
    try shown.perform("Wait")
    try await harness.working(shown.configuration()) { _ in
      let id = try await shown.identity()
      try await eventually("busy") { try shown.process(id).busy == 1 }
      try session.run("SREM", keys.processes, id)
      try session.run("DEL", id)
      try await eventually("a renewal") { try session.members(keys.processes) == [id] }
      #expect(try shown.process(id).isReadable && shown.process(id).busy == 1)
      harness.gate.open()
    }
  }

  @Test func `who starts over takes another name`() async throws {
    let names = Runs()
    try await harness.working(shown.configuration()) { _ in
      names.add(try await shown.identity())
      try session.run("FLUSHALL")
      names.add(try await shown.identity())
    }
    let identities = names.all.compactMap { SidekiqIdentity(parsing: $0) }
    #expect(identities.count == 2 && identities[0].nonce != identities[1].nonce)
    #expect(Set(identities.map(\.pid)) == [Registration.pid])
  }

  @Test func `a beat that went unanswered is made up for by the next`() throws {
    let board = SlotBoard(slots: 1)
    let configuration = shown.configuration(concurrency: 1)
    var presence = SidekiqDialect().parts.presence(
      PresenceSurroundings(
        configuration: configuration, control: WorkerControl(), board: board,
        capsules: [Capsule(source: configuration.source, board: board)]))
    let incarnation = Incarnation(
      ordinal: 1, names: presence.names(), endings: SidekiqEndings(dialect: shown.dialect))
    presence.begin(incarnation)
    func counts() throws -> [Int] {
      let arguments = try presence.beat(as: incarnation, on: session).arguments.map { text($0) }
      let fields = try #require(Int(arguments[1]))
      return [fields, try #require(Int(arguments[2 + fields])), arguments.count - 3 - fields]
    }
    #expect(try counts() == [14, 1, 0])
    _ = presence.confirm(heard: .null, after: .milliseconds(1))
    #expect(try counts() == [0, 0, 0])
    _ = board.begin(.test(1), slot: 0)
    #expect(try counts() == [14, 1, 2])
    presence.restore(mayHaveRun: true)
    #expect(try counts() == [14, 1, 2])
    _ = presence.confirm(heard: .null, after: .milliseconds(1))
    #expect(try counts() == [0, 0, 0])
  }

  @Test func `the sources of one app are the capsules of one process`() async throws {
    try shown.perform("Wait", "[1]")
    try shown.perform("Wait", "[2]", queue: "mail")
    var configuration = shown.configuration(concurrency: 1)
    configuration.otherSources = [
      Source(
        redis: harness.server.url, dialect: shown.dialect, queues: ["mail"], concurrency: 3, name: "post")
    ]
    try await harness.working(configuration) { _ in
      let id = try await shown.identity()
      try await eventually("both busy") { try shown.process(id).busy == 2 }
      #expect(try session.members(keys.processes).count == 1)
      #expect(try shown.process(id).concurrency == 4 && shown.process(id).queues == ["default", "mail"])
      #expect(try Set(session.hash(keys.work(id)).keys).isSubset(of: ["1", "2", "3", "4"]))
      try shown.signal("TSTP", to: id)
      try await eventually("quiet") { harness.log.containing("quiet: no more jobs").count == 1 }
      harness.gate.open()
    }
    #expect(try session.hash(try #require(session.keys("j|20*").first))["Wait|p"] == "2")
  }

  @Test func `a process is shown until the last of its sources has left`() async throws {
    try shown.perform("Wait", "[1]", queue: "mail")
    var configuration = shown.configuration(concurrency: 1)
    configuration.otherSources = [
      Source(redis: harness.server.url, dialect: shown.dialect, queues: ["mail"], concurrency: 1, name: "post")
    ]
    try await harness.working(configuration) { worker in
      let id = try await shown.identity()
      try await eventually("busy") { try shown.process(id).busy == 1 }
      worker.stop(within: .seconds(60))
      try await eventually(within: .seconds(10), "shown as quiet") { try shown.process(id).isQuiet }
      #expect(try shown.process(id).busy == 1)
      harness.gate.open()
    }
    #expect(try session.keys("*processes*") == [])
    #expect(harness.runs.all == ["1"])
  }
}
