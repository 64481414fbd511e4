import LifeboatFormat
import LifeboatRedis
import Logging
import Testing

@testable import LifeboatWorker

struct RegistrationTests {
  private func presence(_ configuration: WorkerConfiguration) -> any Presence {
    configuration.source.dialect.parts.presence(
      PresenceSurroundings(
        configuration: configuration, control: WorkerControl(), board: SlotBoard(slots: configuration.concurrency),
        capsules: []))
  }

  @Test func `a registration that went wrong half way is tried again as the same incarnation`() throws {
    let scripts = try Scripts()
    let session = scripts.session
    var configuration = WorkerConfiguration(source: Source(redis: session.url, queues: ["mail"]))
    configuration.concurrency = 2
    let registration = Registration(configuration: configuration, presence: presence(configuration))
    // Membership is written last: this fails when all else is there.
    try session.run("SET", scripts.own.processes, "no hash")
    #expect(throws: RedisError.self) { try registration.run(on: session) }
    #expect(try session.keys(scripts.own.process("*")).count == 1)

    try session.run("DEL", scripts.own.processes)
    let incarnation = try registration.run(on: session)
    #expect(try session.keys(scripts.own.process("*")) == [scripts.own.process(incarnation.name)])
    #expect(try session.hash(scripts.own.processes) == [incarnation.name: "1"])
    #expect(incarnation.ordinal == 1)

    let next = try registration.run(on: session)
    #expect(next.name != incarnation.name)
    #expect(next.ordinal == 2)
  }

  @Test func `an incarnation says who it is and where it can be looked up`() throws {
    let scripts = try Scripts()
    var configuration = WorkerConfiguration(source: Source(redis: scripts.session.url, queues: ["mail", "a b"]))
    configuration.lease = .seconds(7)
    for className in ["Mail", "A::B é"] { configuration.registry.discard(className) }
    let incarnation = try Registration(
      configuration: configuration, presence: presence(configuration)
    ).run(on: scripts.session)
    let record = try scripts.session.hash(scripts.own.process(incarnation.name))
    #expect(record["lease_ms"] == "7000" && record["slots"] == "10" && record["queues"] == #"["mail","a b"]"#)
    #expect(record["classes"] == #"["A::B é","Mail"]"#)
    #expect(record["host"] == LocalHost.name)
    #expect(record["machine"] == ProcessIdentity.own?.machine)
    #expect(record["process_start"] == ProcessIdentity.own?.start)
    let member = Member(incarnation: incarnation.name, record: record, jobs: 0)
    #expect(member.lease == .seconds(7))
    #if os(Linux)
      #expect(member.runs == true)
    #else
      #expect(member.runs == nil)
    #endif
  }
}
