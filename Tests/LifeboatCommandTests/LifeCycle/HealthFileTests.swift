import Foundation
import LifeboatTestSupport
import Testing

/// `lifeboat work --health-file`.
@Suite(.timeLimit(.minutes(10)))
struct HealthFileTests {
  private let handlers =
    #"handlers: { Note: { command: [sh, -c, "echo began >> $LEDGER; while [ ! -e $STAGE/go ]; do sleep 0.02; done"] } }"#

  private func read(_ path: String) throws -> [String: Any] {
    try json(String(decoding: Data(contentsOf: URL(filePath: path)), as: UTF8.self)) as? [String: Any] ?? [:]
  }

  private func state(_ path: String) -> String? { (try? read(path))?["state"] as? String }

  @Test func `the file follows Redis, and goes with the worker`() async throws {
    let stage = try Stage()
    let file = stage.folder.appending(path: "health.json").path
    try stage.push("Note", numbers: 0..<1)
    let worker = try stage.worker("--queue", "default", "-c", "1", "--health-file", file, handlers: handlers)
    try await eventually("healthy") { state(file) == "healthy" }
    try await stage.ledger(reaches: 1)
    stage.redis.pause()
    try await eventually("unhealthy") { state(file) == "unhealthy" }
    let source = try #require((try read(file)["sources"] as? [[String: Any]])?.first)
    #expect(source["redis"] as? String == stage.redis.urlText)
    #expect(source["jobs"] as? Int == 1)
    #expect(source["reason"] as? String != nil)
    #expect(try read(file)["pid"] as? Int == Int(worker.pid))
    try stage.write("", to: "go")
    stage.redis.resume()
    try await eventually("healthy again") { state(file) == "healthy" }
    try await eventually("settled") { (try? stage.stat("processed")) == 1 }
    worker.send(SIGTERM)
    #expect(try await worker.ending() == .exited(0))
    let names = try FileManager.default.contentsOfDirectory(atPath: stage.folder.path)
    #expect(names.filter { $0.hasPrefix("health") } == [])
  }

  @Test func `it is written again each second, so that its age tells whether the worker lives`() async throws {
    let stage = try Stage()
    let file = stage.folder.appending(path: "health.json").path
    let worker = try stage.worker("--queue", "default", "--health-file", file, handlers: handlers)
    try await eventually("healthy") { state(file) == "healthy" }
    let before = try read(file)["at"] as? String
    try await eventually("written again") { (try? read(file))?["at"] as? String != before }
    worker.kill()
    #expect(state(file) == "healthy", "only its age tells")
  }

  @Test func `a place where it cannot be written ends the start with a sentence`() async throws {
    let stage = try Stage()
    let file = stage.folder.appending(path: "none/health.json").path
    let worker = try stage.worker("--queue", "default", "--health-file", file, handlers: handlers)
    #expect(try await worker.ending() == .exited(1))
    #expect(worker.errorText.contains("--health-file: \(file) cannot be written: No such file or directory"))
  }
}
