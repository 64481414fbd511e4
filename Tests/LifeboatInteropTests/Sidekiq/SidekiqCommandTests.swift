import Foundation
import Lifeboat
import LifeboatTestSupport
import Testing

/// Our command line, looking at Ruby's processes, jobs and failures. See ``SidekiqHarnessTests`` for what they need.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled("needs Sidekiq: scripts/setup installs it, or set SIDEKIQ_HOME to a checkout of it") {
    await Partner.sidekiq.value != nil
  })
struct SidekiqCommandTests {
  private let stage: InteropStage

  init() async throws { stage = try InteropStage(sidekiq: await Partner.sidekiq.value) }

  private func json(_ arguments: String...) async throws -> JSONSlice {
    try JSONSlice(parsing: Array(try await stage.lifeboat(arguments + ["-o", "json"]).utf8))
  }

  @Test func `the totals and the queues are Ruby's`() async throws {
    try await stage.there(
      """
      3.times { |number| Note.perform_async(number) }
      Note.set(queue: 'a b: é').perform_async
      Note.perform_in(1000)
      Refuse.set(queue: 'ruby').perform_async
      Refuse.set(queue: 'ruby', retry: 0).perform_async
      work('ruby', jobs: 2)
      """)
    let status = try await json("status")
    let names = ["waiting", "scheduled", "retries", "dead", "processed_ever", "failed_ever"]
    #expect(names.map { status[$0]?.int } == [4, 1, 1, 1, 2, 2])
    let queues = try #require(status["queues"]).elements.map {
      "\($0["name"]?.string ?? "") \($0["waiting"]?.int ?? -1)"
    }
    #expect(queues.sorted() == ["a b: é 1", "ruby 0", "shared 3"])
  }

  @Test func `a Ruby process is listed, and ends when it is told to`() async throws {
    let worker = try stage.startThere("work('shared', 'other', concurrency: 2)")
    try await eventually("it is listed") { try await stage.lifeboat("worker", "ls", "-o", "jsonl").contains(":") }
    let listed = try JSONSlice(parsing: Array(try await stage.lifeboat("worker", "ls", "-o", "jsonl").utf8))
    let identity = try #require(listed["id"]?.string)
    #expect(try await stage.there("puts Sidekiq::ProcessSet.new.first['identity']") == identity)
    #expect(listed["pid"]?.int == Int(worker.pid))
    #expect(listed["lifeboat"]?.bool == false)
    #expect(listed["queues"]?.elements.compactMap(\.string).sorted() == ["other", "shared"])
    try await stage.lifeboat("worker", "stop", identity)
    #expect(try await worker.ending() == .exited(0))
  }

  @Test func `a Ruby failure is shown whole, its backtrace too`() async throws {
    try await stage.there("Refuse.set(backtrace: true, retry: 0).perform_async(1.0); work('shared', jobs: 1)")
    let listed = try JSONSlice(parsing: Array(try await stage.lifeboat("failed", "ls", "-o", "jsonl").utf8))
    #expect(listed["list"]?.string == "dead")
    #expect(listed["requeueable"]?.bool == true)
    let id = try #require(listed["id"]?.string)
    let shown = try await stage.lifeboat("failed", "show", id)
    let expected = try await stage.there("puts Sidekiq::DeadSet.new.first.error_backtrace")
    #expect(expected.contains("sidekiq_prelude.rb"))
    for frame in expected.split(separator: "\n") { #expect(shown.contains(frame)) }
    for text in ["ArgumentError", "Ruby refuses é", "shared", "[1.0]"] { #expect(shown.contains(text), "\(text)") }
  }
}
