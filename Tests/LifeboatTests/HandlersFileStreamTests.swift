import LifeboatWorker
import Testing

@testable import Lifeboat

struct HandlersFileStreamTests {
  private func parse(_ settings: String) throws -> HandlersFile.Handler? {
    try HandlersFile.parse("handlers: { A: { command: [sh], cwd: /, \(settings) } }", path: "/bin/h.yml").handlers["A"]
  }

  private func problems(_ settings: String) -> [String] {
    do {
      _ = try HandlersFile.parse("handlers:\n  A:\n    command: [sh]\n    \(settings)", path: "h.yml")
      return []
    } catch {
      return error.description.split(separator: "\n").map(String.init)
    }
  }

  private let command = CommandSpec(arguments: ["sh"], workingDirectory: "/")

  @Test func `a stream has one child without limits unless more is said`() throws {
    #expect(try parse("mode: stream") == .stream(StreamSpec(command), snooze: .seconds(30)))
  }

  @Test func `everything that a stream may have is read`() throws {
    var command = command
    command.timeout = .seconds(5)
    let file = """
      mode: stream, processes: 4, max_jobs: 10_000, max_memory: 400MB, max_age: 6h, on_death: return, timeout: 5s,
      snooze: 1m, retries: 2
      """
    #expect(
      try parse(file)
        == .stream(
          StreamSpec(
            command, processes: 4, maxJobs: 10_000, maxMemory: 400_000_000, maxAge: .seconds(21_600), onDeath: .return),
          snooze: .seconds(60), retries: HandlersFile.Retries(limit: 2)))
  }

  @Test func `mode process is one process a job`() throws {
    #expect(try parse("mode: process") == .command(command, snooze: .seconds(30)))
  }

  @Test(arguments: [
    ("mode: streams", "h.yml:4:11: `mode` of handler `A` should be `process` or `stream`, but is `streams`."),
    ("processes: 4", "h.yml:4:5: `processes` of handler `A` means nothing without `mode: stream`."),
    ("mode: process\n    max_age: 1h", "h.yml:5:5: `max_age` of handler `A` means nothing without `mode: stream`."),
    (
      "mode: stream\n    processes: 0",
      "h.yml:5:16: `processes` of handler `A` should be a whole number from 1 to 1000, but is `0`."
    ),
    ("mode: stream\n    max_jobs: many", "h.yml:5:15: `max_jobs` of handler `A` should be a whole number from 1 to "),
    (
      "mode: stream\n    max_memory: 4TB",
      "h.yml:5:17: `max_memory` of handler `A` should be a size of 1MB or more, like 400MB or 512Mi, but is `4TB`."
    ),
    ("mode: stream\n    max_memory: 5", "h.yml:5:17: `max_memory` of handler `A` should be a size of 1MB or more, "),
    ("mode: stream\n    max_memory: [1]", "h.yml:5:17: `max_memory` of handler `A` should be text, but is a list."),
    ("mode: stream\n    max_age: 10ms", "h.yml:5:14: `max_age` of handler `A` should be one second or more; "),
    ("mode: stream\n    max_age: soon", "h.yml:5:14: `max_age` of handler `A`: \"soon\" is not a duration: "),
    (
      "mode: stream\n    on_death: retry",
      "h.yml:5:15: `on_death` of handler `A` should be `fail` or `return`, but is `retry`."
    ),
    ("mode: stream\n    max_job: 3", "h.yml:5:5: Handler `A` has no key `max_job`. Did you mean `max_jobs`?"),
  ])
  func `what does not fit is told with its place`(settings: String, expected: String) {
    let found = problems(settings)
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix(expected) == true, "\(found)")
  }

  @Test func `a builtin has no children`() {
    #expect(throws: YAMLFileError.self) {
      try HandlersFile.parse("handlers: { A: { builtin: discard, mode: stream, processes: 2 } }", path: "h.yml")
    }
  }
}
