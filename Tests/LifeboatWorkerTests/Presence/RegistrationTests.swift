import LifeboatFormat
import LifeboatRedis
import Logging
import Testing

@testable import LifeboatWorker

struct RegistrationTests {
  @Test func `a registration that went wrong half way is tried again as the same incarnation`() throws {
    let scripts = try Scripts()
    let session = scripts.session
    var configuration = WorkerConfiguration(source: Source(redis: session.url, queues: ["mail"]))
    configuration.concurrency = 2
    let registration = Registration(configuration: configuration)
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
}
