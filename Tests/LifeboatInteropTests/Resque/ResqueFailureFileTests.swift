import Lifeboat
import LifeboatTestSupport
import Testing

/// Failures of Ruby's that leave Redis and come back. See ``ResqueJobTests`` for what this needs.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled("needs Resque: install the gem, or set RESQUE_HOME to a checkout of it") {
    await Partner.resque.value != nil
  })
struct ResqueFailureFileTests {
  private let stage: InteropStage

  init() async throws { stage = try InteropStage(await Partner.resque.value) }

  @Test func `what Ruby cleared comes back from a file in its order, and Ruby reads and requeues it`() async throws {
    let file = stage.ledgerPath + ".jsonl"
    try await stage.there("3.times { |n| Resque.enqueue(Refuse, n, 1.0, 'é') }; work('ruby')")
    let before = try stage.list("resque:failed")
    #expect(before.count == 3)
    try await stage.lifeboat("failed", "export", file)
    try await stage.there("Resque::Failure.clear")
    try await stage.lifeboat("failed", "import", file, "--yes")
    #expect(try stage.list("resque:failed") == before)
    try await stage.lifeboat("failed", "rm", "--arg", "0=1", "--purge")
    let read = try await stage.there(
      """
      answer(Resque::Failure.all(0, 9).map { |entry| entry['payload'] })
      Resque::Failure.requeue(1)
      Resque::Failure.remove(0)
      answer([Resque::Failure.count, Resque.peek('ruby', 0, 9)])
      """)
    #expect(
      read.split(separator: "\n").map(String.init) == [
        #"[{"class":"Refuse","args":[0,1.0,"é"]},{"class":"Refuse","args":[2,1.0,"é"]}]"#,
        #"[1,[{"class":"Refuse","args":[2,1.0,"é"]}]]"#,
      ])
  }
}
