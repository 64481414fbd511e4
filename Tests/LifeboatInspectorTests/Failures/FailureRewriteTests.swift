import LifeboatFormat
import LifeboatInspector
import Testing

/// Entries whose jobs are rewritten by rules.
@Suite struct FailureRewriteTests {
  private func rule(_ edit: (inout RewriteRule) -> Void) -> RewriteRule {
    var rule = RewriteRule()
    edit(&rule)
    return rule
  }

  private func rewritten(
    _ entry: [UInt8], in set: String, _ dialect: any InspectorDialect, _ rules: [RewriteRule]
  ) throws(RewriteObstacle) -> String {
    let record = dialect.record(StoredFailure(set: set, bytes: entry))
    return String(decoding: try dialect.rewritten(record, by: rules), as: UTF8.self)
  }

  private func entry(_ payload: String, queue: String = "mail") -> [UInt8] {
    ResqueFailure.encode(
      payload: Array(payload.utf8), queue: queue, worker: "h:1:mail", exception: "E", error: "é", failedAt: 0)
  }

  @Test func `in Resque's entry only the job and the queue change`() throws {
    let dialect = ResqueDialect()
    let json = #"{"class":"Mail","args":[1.50,"\/"]}"#
    let rules = [
      rule {
        $0.classes = ["Mail"]
        $0.rewrite.className = "Post"
      },
      rule { $0.rewrite.queue = "slow" },
      // The job was called otherwise when it failed.
      rule {
        $0.classes = ["Post"]
        $0.rewrite.className = "Never"
      },
    ]
    let expected = entry(json.replacing("Mail", with: "Post"), queue: "slow")
    #expect(try rewritten(entry(json), in: "failed", dialect, rules) == String(decoding: expected, as: UTF8.self))
    let other = entry(json, queue: "a b")
    #expect(
      try rewritten(other, in: "failed", dialect, [rule { $0.queues = ["mail"] }])
        == String(decoding: other, as: UTF8.self))
  }

  @Test func `a job that stands in its entry as Base64 is changed and embedded again`() throws {
    let dialect = ResqueDialect()
    let json = #"{"class":"Mail","args":["\q"]/* a comment */}"#
    let rules = [rule { $0.rewrite.className = "Post" }]
    let expected = entry(json.replacing("Mail", with: "Post"))
    #expect(try rewritten(entry(json), in: "failed", dialect, rules) == String(decoding: expected, as: UTF8.self))
  }

  @Test(arguments: ["dead", "retry", "overflow"])
  func `Sidekiq's job changes in place, its score in the overflow list stays`(set: String) throws {
    let prefix = set == "overflow" ? "1795252300.5:" : ""
    let rules = [
      rule {
        $0.queues = ["mail"]
        $0.rewrite.queue = "a b:c,😀"
        $0.rewrite.arguments = [ArgumentEdit(["1"], .drop)]
      }
    ]
    #expect(
      try rewritten(Array((prefix + failedJob(1)).utf8), in: set, SidekiqDialect(), rules)
        == prefix + failedJob(1, queue: "a b:c,😀").replacing("[1,1.0]", with: "[1]"))
  }

  @Test(arguments: ["", "no JSON", "[]", #"{"payload":5,"queue":"q"}"#])
  func `an entry without a job is left alone or refused`(text: String) throws {
    let any = rule { $0.rewrite.className = "Post" }
    let error = #expect(throws: RewriteObstacle.self) {
      try rewritten(Array(text.utf8), in: "failed", ResqueDialect(), [any])
    }
    #expect(error?.description == "the entry does not hold its job")
    let named = rule {
      $0.classes = ["A"]
      $0.rewrite.className = "B"
    }
    #expect(try rewritten(Array(text.utf8), in: "failed", ResqueDialect(), [named]) == text)
    #expect(throws: RewriteObstacle.self) { try rewritten(Array(text.utf8), in: "dead", SidekiqDialect(), [any]) }
  }
}
