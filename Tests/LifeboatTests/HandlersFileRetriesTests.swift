import LifeboatWorker
import Testing

@testable import Lifeboat

struct HandlersFileRetriesTests {
  private func parse(_ settings: String) throws -> HandlersFile.Retries? {
    let file = try HandlersFile.parse("handlers: { A: { command: [sh], \(settings) } }", path: "/bin/h.yml")
    guard case .command(_, _, let retries) = file.handlers["A"] else { return nil }
    return retries
  }

  private func problems(_ settings: String) -> [String] {
    do {
      _ = try HandlersFile.parse("handlers:\n  A:\n    command: [sh]\n    \(settings)", path: "h.yml")
      return []
    } catch {
      return error.description.split(separator: "\n").map(String.init)
    }
  }

  @Test func `a handler that says nothing is not retried`() throws {
    #expect(try parse("timeout: 3s") == nil)
  }

  @Test(arguments: [
    ("retries: 3", HandlersFile.Retries(limit: 3)), ("retries: 0", .init(limit: 0)),
    ("retries: 3, retry_delay: 30s", .init(limit: 3, delays: [.seconds(30)])),
    ("retry_delay: 30s", .init(limit: 1, delays: [.seconds(30)])),
    ("retry_delay: [0s, 1m, 10m]", .init(limit: 3, delays: [.zero, .seconds(60), .seconds(600)])),
    ("retries: 9, retry_delay: [0s, 250ms]", .init(limit: 9, delays: [.zero, .milliseconds(250)])),
    ("retries: unlimited, retry_delay: [0s, 1m]", .init(limit: nil, delays: [.zero, .seconds(60)])),
    ("retry_delay: exponential", .init(limit: 6, delays: RetryPolicy.exponential.delays)),
    ("retries: 2, retry_delay: exponential", .init(limit: 2, delays: RetryPolicy.exponential.delays)),
  ])
  func `retries and their delays are read`(settings: String, expected: HandlersFile.Retries) throws {
    #expect(try parse(settings) == expected)
  }

  @Test(arguments: [
    ("retries: -1", "h.yml:4:14: `retries` of handler `A` should be a whole number or `unlimited`, but is `-1`."),
    ("retries: many", "h.yml:4:14: `retries` of handler `A` should be a whole number or `unlimited`, but is `many`."),
    ("retries: [1]", "h.yml:4:14: `retries` of handler `A` should be text, but is a list."),
    ("retry_delay: soon", "h.yml:4:18: `retry_delay` of handler `A`: \"soon\" is not a duration: "),
    ("retry_delay: [1s, soon]", "h.yml:4:23: `retry_delay` of handler `A`: \"soon\" is not a duration: "),
    (
      "retry_delay: [1s, [2s]]",
      "h.yml:4:23: An item of `retry_delay` of handler `A` should be a duration, but is a list."
    ),
    ("retry_delay: []", "h.yml:4:18: `retry_delay` of handler `A` is an empty list; "),
    ("retry_delay: { a: 1s }", "h.yml:4:18: `retry_delay` of handler `A` should be a duration like 30s, "),
    (
      "retries: unlimited", "h.yml:4:14: `retries: unlimited` of handler `A` needs a `retry_delay` whose last delay is "
    ),
    ("retries: unlimited\n    retry_delay: [1m, 0s]", "h.yml:4:14: `retries: unlimited` of handler `A` needs "),
    ("retry_delays: 3s", "h.yml:4:5: Handler `A` has no key `retry_delays`. Did you mean `retry_delay`?"),
  ])
  func `what does not fit is told with its place`(settings: String, expected: String) {
    let found = problems(settings)
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix(expected) == true, "\(found)")
  }

  @Test func `unlimited retries with a delay that is none are one problem`() {
    #expect(problems("retries: unlimited\n    retry_delay: soon").count == 1)
  }

  @Test func `retries mean nothing to a builtin`() {
    do {
      _ = try HandlersFile.parse("handlers: { A: { builtin: discard, retries: 3 } }", path: "h.yml")
      Issue.record("accepted")
    } catch {
      #expect(error.description == "h.yml:1:36: `retries` means nothing beside `builtin`; take it out.")
    }
  }
}
