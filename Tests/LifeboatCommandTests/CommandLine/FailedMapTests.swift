import Foundation
import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `failed map`, as somebody types it.
@Suite struct FailedMapTests {
  private func entry(_ job: String) -> String {
    String(
      decoding: ResqueFailure.encode(
        payload: Array(job.utf8), queue: "mail", worker: "h:1:mail", exception: "E", error: "no", failedAt: 0),
      as: UTF8.self)
  }

  /// Three failures of mails and one of another class.
  private func stage() throws -> (stage: Stage, entries: [String]) {
    let stage = try Stage()
    let entries =
      (0..<3).map { entry(#"{"class":"Mail","args":[\#($0), "nl"]}"#) } + [entry(#"{"class":"Other","args":[]}"#)]
    for entry in entries { try stage.call("RPUSH", "resque:failed", entry) }
    return (stage, entries)
  }

  private let rules = """
    rules:
      - match: {class: Mail}
        rename_class: Post
        set: {1: en}
      - match: {class: Nobody}
        drop: [0]
      - match: {class: Other}
        set: {"4": 1}
    """

  private func rewritten(_ entry: String) -> String {
    entry.replacing("Mail", with: "Post").replacing(#""nl""#, with: #""en""#)
  }

  @Test func `a dry run shows what each job would become, and writes nothing`() async throws {
    let (stage, entries) = try stage()
    let file = try stage.write(rules, to: "rules.yml")
    let finished = try await stage.lifeboat("failed", "map", "--rules", file, "--all", "-n")
    #expect(finished.ending == .exited(0), "\(finished.errors)")
    #expect(finished.errors == "note: the rule at \(file):5 fits no failure\n")
    let lines = finished.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines.prefix(4) == ["would rewrite 3 failures; nothing was changed", "", "CLASS  COUNT", "Mail       3"])
    #expect(finished.output.contains("the array for place 4 has only 0 elements"))
    #expect(
      finished.output.contains(
        "\n  - payload.class  \"Mail\"\n  + payload.class  \"Post\"\n  - payload.args.1  \"nl\"\n"
          + "  + payload.args.1  \"en\"\n"))
    let parsed = try await stage.lifeboat("failed", "map", "--rules", file, "--all", "-n", "-o", "json")
    let result = try #require(try json(parsed.output) as? [String: Any])
    #expect(result["count"] as? Int == 3 && (result["samples"] as? [Any])?.count == 3)
    #expect((result["rules"] as? [[String: Int]])?.map { $0["fits"] } == [3, 0, 1])
    #expect(try stage.list("resque:failed") == entries)
    #expect(try stage.call("KEYS", "*lifeboat*").array?.isEmpty == true)
  }

  @Test func `failures are rewritten and stay, and an undo puts them back`() async throws {
    let (stage, entries) = try stage()
    let file = try stage.write(rules, to: "rules.yml")
    let finished = try await stage.lifeboat("failed", "map", "--rules", file, "--class", "Mail", "--yes", "-o", "json")
    #expect(finished.ending == .exited(0), "\(finished.errors)")
    #expect(try stage.list("resque:failed") == entries.prefix(3).map(rewritten) + [entries[3]])
    let id = try #require((try json(finished.output) as? [String: Any])?["id"] as? String)
    try stage.call("RPUSH", "resque:failed", "new")
    let undone = try await stage.lifeboat("op", "undo", id, "--yes")
    #expect(undone.ending == .exited(0), "\(undone.errors)")
    #expect(try stage.list("resque:failed") == entries + ["new"])
  }

  @Test func `what cannot be rewritten ends with 4 or 7`() async throws {
    let (stage, entries) = try stage()
    let file = try stage.write(rules, to: "rules.yml")
    let partly = try await stage.lifeboat("failed", "map", "--rules", file, "--all", "--yes")
    #expect(partly.ending == .exited(4) && partly.errors.contains("1 failure cannot be rewritten"))
    #expect(try stage.list("resque:failed") == entries.prefix(3).map(rewritten) + [entries[3]])
    let again = try await stage.lifeboat(
      "failed", "map", "--rules", file, "--class", "Mail", "--require-match", "--yes")
    #expect(again.ending == .exited(5))
  }

  @Test func `nobody is asked without a terminal, and wrong rules change nothing`() async throws {
    let (stage, entries) = try stage()
    let file = try stage.write(rules, to: "rules.yml")
    let silent = try await stage.lifeboat("failed", "map", "--rules", file, "--all")
    #expect(silent.ending == .exited(7) && silent.errors.contains("this would rewrite 3 failures"))
    #expect(try await stage.lifeboat("failed", "map", "--rules", file).ending == .exited(2))
    let wrong = try stage.write("rules:\n  - {rename_klass: A}", to: "wrong.yml")
    let refused = try await stage.lifeboat("failed", "map", "--rules", wrong, "--all", "--yes")
    #expect(refused.ending == .exited(2))
    #expect(refused.errors.contains("wrong.yml:2:6: The rule has no key `rename_klass`. Did you mean `rename_class`?"))
    #expect(try stage.list("resque:failed") == entries)
  }
}
