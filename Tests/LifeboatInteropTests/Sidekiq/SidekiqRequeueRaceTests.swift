import Foundation
import Lifeboat
import LifeboatTestSupport
import Testing

/// Sidekiq's own API at work on the set that `lifeboat failed requeue` empties. See ``SidekiqHarnessTests`` for what these need.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled("needs Sidekiq: scripts/setup installs it, or set SIDEKIQ_HOME to a checkout of it") {
    await Partner.sidekiq.value != nil
  })
struct SidekiqRequeueRaceTests {
  private let stage: InteropStage
  private let count = 12_000

  init() async throws { stage = try InteropStage(sidekiq: await Partner.sidekiq.value) }

  /// Fills a set with failures whose jobs have numbers.
  private func fill(_ set: String) throws {
    let start = Date().timeIntervalSince1970 - 40_000
    for number in 0..<count {
      let time = start + Double(number)
      let entry =
        #"{"retry":true,"queue":"shared","class":"Count","args":[\#(number)],"jid":"\#(number)-jid","created_at":\#(time),"#
        + #""enqueued_at":\#(time),"error_message":"no","error_class":"E","failed_at":\#(time),"retry_count":2}"#
      _ = try stage.session.call(RedisCommand("ZADD", set, "\(time)", entry))
    }
  }

  @Test(arguments: [("dead", "DeadSet"), ("retry", "RetrySet")])
  func `what Ruby deletes and retries meanwhile is dealt with once`(set: String, name: String) async throws {
    try fill(set)
    // Both go from the newest to the oldest, so that they meet.
    let ruby = try stage.startThere(
      """
      deleted, retried = [], 0
      Sidekiq::\(name).new.each do |entry|
        number = entry.args[0]
        if number % 3 == 0
          deleted << number if entry.delete
        elsif number % 3 == 1
          entry.retry
          retried += 1
        end
        File.write(ENV['LEDGER'], "began\\n") if retried == 40
      end
      answer(deleted)
      """)
    try await eventually("Ruby has begun") { !stage.ledger.isEmpty }
    try await stage.lifeboat("failed", "requeue", "--all", "--yes", "--set", set, "--rate", "5000/s")
    try #require(try await ruby.ending() == .exited(0), "\(ruby.errorText)")
    let deleted = try #require(JSONSerialization.jsonObject(with: Data(ruby.outputText.utf8)) as? [Int])
    let jobs = try stage.list("queue:shared").map { bytes in
      let job = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
      return try #require((job?["args"] as? [Int])?.first)
    }
    #expect(!deleted.isEmpty)
    #expect(try stage.sortedSet(set).isEmpty)
    #expect((deleted + jobs).sorted() == Array(0..<count))
  }
}
