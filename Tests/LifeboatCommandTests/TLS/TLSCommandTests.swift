import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// The built programs beside a Redis that speaks TLS.
@Suite(.enabled(if: TestAuthority.isAvailable, "these tests need the openssl program"))
struct TLSCommandTests {
  private let handlers = #"handlers: { Note: { command: [sh, -c, "echo ran >> $LEDGER"] } }"#

  private func stage(demandsCertificate: Bool = false) throws -> Stage {
    try Stage(
      RedisServer.Options(
        isDurable: true, tls: try TestAuthority().issue(), demandsCertificate: demandsCertificate))
  }

  /// The server's URL without what its query says about TLS.
  private func bareURL(_ stage: Stage) -> String { "rediss://localhost:\(stage.redis.port)" }

  @Test(arguments: [false, true])
  func `jobs are enqueued, run, counted and found failed`(demandsCertificate: Bool) async throws {
    let stage = try stage(demandsCertificate: demandsCertificate)
    #expect(try await stage.lifeboat("enqueue", "Note", "[1]").output == "enqueued 1 job\n")
    #expect(try await stage.lifeboat("enqueue", "Nobody", "[1]", "--queue", "lost").ending == .exited(0))
    let worker = try stage.worker("--queue", "default", "--drain", handlers: handlers)
    #expect(try await worker.ending() == .exited(0), "\(worker.errorText)")
    #expect(stage.ledger == ["ran"])
    let status = try await stage.lifeboat("status", "--dialect", "resque", "-o", "json")
    #expect(status.ending == .exited(0))
    let failed = try await stage.lifeboat("failed", "ls", "--dialect", "resque", "-o", "json")
    #expect(failed.ending == .exited(0), "\(failed.errors)")
  }

  @Test func `a payload of 10 MB reaches its handler unchanged`() async throws {
    let stage = try stage()
    let payload = #"{"class":"Keep","args":["\#(String(repeating: "x", count: 10_000_000))"]}"#
    try stage.push([payload])
    let worker = try stage.worker(
      "--queue", "default", "--drain", handlers: #"handlers: { Keep: { command: [sh, -c, "cat > $STAGE/kept"] } }"#)
    #expect(try await worker.ending() == .exited(0), "\(worker.errorText)")
    #expect(
      String(decoding: stage.bytes(of: "kept"), as: UTF8.self).contains(String(repeating: "x", count: 10_000_000)))
  }

  @Test func `a worker outlives a Redis that is killed`() async throws {
    let stage = try stage()
    let worker = try stage.worker("--queue", "default", handlers: handlers)
    try stage.push("Note", numbers: 0..<1)
    try await stage.ledger(reaches: 1)
    stage.redis.kill()
    try stage.redis.start()
    try stage.push("Note", numbers: 1..<2)
    try await stage.ledger(reaches: 2)
    worker.send(SIGTERM)
    #expect(try await worker.ending() == .exited(0), "\(worker.errorText)")
    #expect(stage.ledger.count == 2)
    #expect(try stage.inFlight() == 0)
  }

  @Test func `a worker says at the start whom it cannot trust, and ends`() async throws {
    let stage = try stage()
    let file = try stage.write(handlers, to: "h.yml")
    let worker = try BuiltProgram(
      "lifeboat", ["work", "--redis", bareURL(stage), "--queue", "default", "--handlers", file])
    #expect(try await worker.ending() == .exited(6))
    #expect(worker.errorText.contains("No safe connection to Redis: no authority in"), "\(worker.errorText)")
  }

  @Test func `the flags and the environment add to a URL`() async throws {
    let stage = try stage(demandsCertificate: true)
    let identity = try #require(stage.redis.options.tls)
    let flags = ["--tls-ca", identity.authority, "--tls-cert", identity.certificate, "--tls-key", identity.key]
    let variables = [
      "LIFEBOAT_TLS_CA": identity.authority, "LIFEBOAT_TLS_CERT": identity.certificate,
      "LIFEBOAT_TLS_KEY": identity.key,
    ]
    let told = try await Finished(BuiltProgram("lifeboat", ["queue", "ls", "--redis", bareURL(stage)] + flags))
    #expect(told.output == "no queues yet\n", "\(told.errors)")
    let ambient = try await Finished(
      BuiltProgram("lifeboat", ["queue", "ls", "--redis", bareURL(stage)], environment: variables))
    #expect(ambient.output == "no queues yet\n", "\(ambient.errors)")
  }

  @Test func `who asks not to be safe is warned, by the tool and by the worker`() async throws {
    let stage = try stage()
    let loose = ["--redis", bareURL(stage), "--tls-insecure"]
    let tool = try await Finished(BuiltProgram("lifeboat", ["queue", "ls"] + loose))
    #expect(tool.output == "no queues yet\n")
    #expect(
      tool.errors == "warning: TLS does not check who this Redis is: anybody on the way can read and change every job "
        + "(rediss://localhost:\(stage.redis.port)/0)\n")
    let file = try stage.write(handlers, to: "h.yml")
    let worker = try BuiltProgram("lifeboat", ["work", "--queue", "q", "--drain", "--handlers", file] + loose)
    #expect(try await worker.ending() == .exited(0), "\(worker.errorText)")
    #expect(worker.errorText.components(separatedBy: "TLS does not check").count == 2, "\(worker.errorText)")
  }

  @Test func `the sources of a handlers file have the flags' TLS too`() async throws {
    let stage = try stage()
    let text = "sources: [{ dialect: resque, redis: '\(bareURL(stage))', queues: [default] }]\n" + handlers
    let file = try stage.write(text, to: "h.yml")
    try stage.push("Note", numbers: 0..<1)
    let identity = try #require(stage.redis.options.tls)
    let worker = try BuiltProgram(
      "lifeboat", ["work", "--drain", "--handlers", file, "--tls-ca", identity.authority],
      environment: ["LEDGER": stage.ledgerPath])
    #expect(try await worker.ending() == .exited(0), "\(worker.errorText)")
    #expect(stage.ledger == ["ran"])
  }
}
