import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// What `--help`, `--version` and words that do not exist bring.
@Suite struct HelpTests {
  private func lifeboat(_ arguments: [String]) async throws -> Finished {
    try await Finished(try BuiltProgram("lifeboat", arguments))
  }

  @Test(arguments: [
    "", "work", "enqueue", "status", "queue", "queue ls", "queue show", "queue purge", "queue move",
    "queue pause", "queue resume", "job", "job find", "job where", "job cancel", "worker", "worker ls", "worker prune",
    "worker quiet", "worker stop", "failed", "failed ls", "failed show", "failed count", "failed requeue", "op",
    "op ls", "op show", "op pause", "op resume", "op undo", "op log", "op rm", "doctor", "acl", "dev", "dev start",
    "dev status",
    "dev stop", "dev reset",
  ])
  func `every command has a help text with an example`(command: String) async throws {
    let words = command.split(separator: " ").map(String.init)
    let help = try await lifeboat(words + ["--help"])
    #expect(help.ending == .exited(0))
    #expect(help.output.contains("USAGE: " + (["lifeboat"] + words).joined(separator: " ")))
    let example = try #require(help.output.components(separatedBy: "Example:\n").dropFirst().first)
    #expect(example.contains("  " + (["lifeboat"] + words).joined(separator: " ")))
    #expect(help.errors.isEmpty)
  }

  @Test func `the version is printed`() async throws {
    let version = try await lifeboat(["--version"])
    #expect(version.ending == .exited(0))
    #expect(version.output.wholeMatch(of: /\d+\.\d+\.\d+\S*\n/) != nil, "\(version.output)")
  }

  @Test(arguments: [
    ("wrk", "lifeboat work"), ("enqeue", "lifeboat enqueue"), ("failed lss", "lifeboat failed ls"),
    ("queue shw default", "lifeboat queue show"), ("dev strat", "lifeboat dev start"),
  ])
  func `a command that does not exist is answered with the nearest one`(words: String, meant: String) async throws {
    let result = try await lifeboat(words.split(separator: " ").map(String.init))
    #expect(result.ending == .exited(2))
    #expect(result.errors.contains("did you mean `\(meant)`?"), "\(result.errors)")
    #expect(result.output.isEmpty)
  }

  @Test func `a command that is like no other is answered with all of them`() async throws {
    let result = try await lifeboat(["zzzzzz"])
    #expect(result.ending == .exited(2))
    #expect(
      result.errors.contains("expected one of work, enqueue, status, queue, job, worker, failed, op, doctor, acl, dev"))
  }

  @Test(arguments: [
    ("failed ls --limti 3", "--limit"), ("status --ouput json", "--output"), ("work --conccurrency 3", "--concurrency"),
    ("enqueue Greet --quue x", "--queue"), ("failed requeue 3f9a2c --retryed", "--retried"),
  ])
  func `a flag that does not exist is refused with the nearest one`(words: String, meant: String) async throws {
    let result = try await lifeboat(words.split(separator: " ").map(String.init))
    #expect(result.ending == .exited(2))
    #expect(result.errors.contains("Did you mean '\(meant)'?"), "\(result.errors)")
  }

  @Test(arguments: [
    "failed ls --limit 0", "failed ls --offset -1", "queue show x --limit none", "status -o yaml", "failed requeue",
    "queue show", "enqueue", "enqueue Greet [] --from-file x", "work", "status --dialect rescue", "worker stop",
    "worker quiet a --all",
    "failed ls --set oops", "failed ls --dialect sidekiq --failures both", "failed show zz",
    "work --queue default",
  ])
  func `a value that cannot be is a usage error, in a sentence`(words: String) async throws {
    let redis = try RedisServer()
    let result = try await Finished(
      try BuiltProgram(
        "lifeboat", words.split(separator: " ").map(String.init), environment: ["REDIS_URL": redis.urlText]))
    #expect(result.ending == .exited(2), "\(result.errors)")
    #expect(result.errors.count > 20)
    #expect(result.output.isEmpty)
  }
}
