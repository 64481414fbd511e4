import Lifeboat
import LifeboatTestSupport
import Testing

/// What becomes of a job that failed, decided by Ruby and by us. See ``SidekiqHarnessTests`` for what they need.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled("needs Sidekiq: scripts/setup installs it, or set SIDEKIQ_HOME to a checkout of it") {
    await Partner.sidekiq.value != nil
  })
struct SidekiqFailedJobTests {
  private let stage: InteropStage

  init() async throws { stage = try InteropStage(sidekiq: await Partner.sidekiq.value) }

  /// What a payload says of its retries: all that every Sidekiq takes alike, and that does not make it lose the job.
  private static let said = [
    "", #""retry":true"#, #""retry":false"#, #""retry":null"#, #""retry":0"#, #""retry":1"#, #""retry":-1"#,
    #""retry":"3""#, #""retry":"false""#, #""retry":1.0"#, #""retry":[]"#, #""retry":{}"#,
    #""retry":3,"retry_count":1,"failed_at":1795252255.5"#, #""retry":3,"retry_count":2,"failed_at":1795252255.5"#,
    #""retry":3,"retry_count":-1,"failed_at":1795252255.5"#, #""retry":true,"retry_count":null"#,
    #""retry":true,"retry_count":23,"failed_at":1795252255.5"#,
    #""retry":true,"retry_count":24,"failed_at":1795252255.5"#,
    #""retry":true,"retry_count":-7,"failed_at":1795252255.5"#, #""retry":3,"retry_count":1,"failed_at":1795252255123"#,
    #""retry":0,"dead":false"#, #""retry":0,"dead":true"#, #""retry":0,"dead":null"#, #""retry":5,"dead":false"#,
    #""retry":true,"retry_queue":"slow""#, #""retry":true,"retry_queue":null"#, #""retry":0,"retry_queue":"slow""#,
    #""retry":true,"queue":"wrong""#, #""retry":true,"backtrace":false"#,
    #""retry":true,"error_message":7,"error_class":null"#,
  ]

  @Test func `a job that fails here goes where Ruby would have put it, in the same form`() async throws {
    try push()
    try await stage.there("work('shared', jobs: \(Self.said.count))")
    let theirs = try outcomes()
    #expect(theirs.contains { $0.contains(" retry ") } && theirs.contains { $0.contains(" dead ") })
    _ = try stage.session.call(RedisCommand("FLUSHALL"))

    try push()
    try await stage.drain("shared") { $0.registry.register("Refuse", untyped: { _ in throw Refusal() }) }
    let ours = try outcomes()
    #expect(ours.filter { !theirs.contains($0) } == [])
    #expect(theirs.filter { !ours.contains($0) } == [])
  }

  private func push() throws {
    for (number, said) in Self.said.enumerated() {
      let comma = said.isEmpty ? "" : ","
      try stage.pushSidekiq(#"{"class":"Refuse","args":[\#(number)],"jid":"\#(number)"\#(comma)\#(said)}"#)
    }
  }

  /// For each job that is somewhere: what it said, the set, and the entry without what differs between two runs.
  private func outcomes() throws -> [String] {
    let changing: Set = ["error_message", "error_class", "retried_at"]
    return try ["retry", "dead"].flatMap { set in
      try stage.sortedSet(set).map { bytes in
        let entry = try JSONSlice(parsing: bytes)
        let number = try #require(entry["args"]?.elements.first { _ in true }?.int)
        let isNew = !Self.said[number].contains("failed_at")
        let members = entry.members.map { member in
          changing.contains(member.key) || (member.key == "failed_at" && isNew)
            ? member.key : "\(member.key)=\(text(member.value.bytes))"
        }
        return "\(Self.said[number]) \(set) \(members.joined(separator: " "))"
      }
    }.sorted()
  }
}
