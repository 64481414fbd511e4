import Foundation
import Lifeboat
import LifeboatTestSupport
import Testing

/// What operators do to queues, done here and seen by Resque, and the reverse. See ``ResqueJobTests`` for what they need.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled("needs Resque: install the gem, or set RESQUE_HOME to a checkout of it") {
    await Partner.resque.value != nil
  })
struct ResqueQueueTests {
  private let stage: InteropStage

  init() async throws { stage = try InteropStage(await Partner.resque.value) }

  @Test func `Resque.dequeue takes back what we enqueued, and we take back what Ruby enqueued`() async throws {
    let job = NewJob("Note", arguments: [1.0, "é</", 1e20, nil, ["z": 1, "a": [true]]], queue: "ruby")
    let arguments = "1.0, 'é</', 1e20, nil, { z: 1, a: [true] }"
    try await stage.client.enqueue(contentsOf: [job, job])
    #expect(try await stage.there("answer(Resque.dequeue(Note, \(arguments)))") == "2")
    try await stage.there("2.times { Resque.enqueue(Note, \(arguments)) }\nResque.enqueue(Note, 1)")
    #expect(try await stage.client.dequeue(job) == 2)
    #expect(try await stage.client.dequeue(every: "Note", from: "ruby") == 1)
    #expect(try await stage.there("answer(Resque.size('ruby'))") == "0")
  }

  @Test(.enabled("needs Oj, which spells numbers otherwise") { await Partner.resqueWithOj.value != nil })
  func `a job that another JSON library wrote is told of, and taken back by value`() async throws {
    let enqueue = "Resque.enqueue(Note, 1e15, '<')\nResque.enqueue(Note, 1e15.to_i, '<')"
    try await stage.there(enqueue, environment: ["JSON_ENGINE": "oj"])
    let first = try await stage.lifeboat("job", "cancel", "Note", #"[1.0e+15,"<"]"#, "--queue", "ruby", "-o", "json")
    #expect(first == "{\"queue\":\"ruby\",\"cancelled\":0,\"equal_left\":1}\n")
    let second = try await stage.lifeboat("job", "cancel", "Note", #"[1.0e+15,"<"]"#, "--queue", "ruby", "--equal")
    #expect(second == "took 1 job out of ruby\n")
    #expect(try stage.list("resque:queue:ruby").map(text) == [#"{"class":"Note","args":[1000000000000000,"<"]}"#])
  }

  @Test func `a purge is Resque's remove_queue`() async throws {
    try await stage.there("3.times { |n| Resque.enqueue(Note, n) }\nResque::Job.create(:other, 'Note')")
    #expect(try await stage.lifeboat("queue", "purge", "ruby", "--yes") == "dropped 3 jobs and the queue ruby\n")
    #expect(try await stage.there("answer([Resque.queues, Resque.size('ruby')])") == #"[["other"],0]"#)
  }

  @Test func `moved jobs are run by Ruby, in order`() async throws {
    try await stage.there("3.times { |n| Resque::Job.create('a b', 'Note', n) }")
    try await stage.lifeboat("queue", "move", "a b", "ruby", "--yes")
    try await stage.there("work('ruby')")
    #expect(stage.ledger == ["[0]", "[1]", "[2]"])
    #expect(try await stage.there("answer([Resque.queues.sort, Resque.size('a b')])") == #"[["a b","ruby"],0]"#)
  }

  @Test func `a Ruby worker honours the pause of all workers, and no single queue's`() async throws {
    try await stage.there("Resque.enqueue(Note, 'x')")
    try await stage.lifeboat("queue", "pause", "--all")
    #expect(
      try await stage.there("work('ruby')\nanswer([Resque::Worker.new('ruby').paused?, Resque.size('ruby')])")
        == "[true,1]")
    try await stage.lifeboat("queue", "resume", "--all")
    try await stage.lifeboat("queue", "pause", "ruby")
    #expect(
      try await stage.there("work('ruby')\nanswer([Resque::Worker.new('ruby').paused?, Resque.size('ruby')])")
        == "[false,0]")
    #expect(stage.ledger == [#"["x"]"#])
  }

  @Test func `a job that a Ruby worker runs is found with that worker`() async throws {
    let running = try stage.startThere(
      """
      ENV['FORK_PER_JOB'] = 'false'
      class Hang
        def self.perform(*)
          Note.perform('began')
          sleep
        end
      end
      Resque::Job.create(:ruby, 'Hang', 1.50, '</')
      work('ruby')
      """)
    try await eventually("the job runs; \(running.errorText)") { stage.ledger.count == 1 }
    let found = try await stage.lifeboat("job", "where", "Hang", #"[1.5,"</"]"#, "-o", "json")
    let job = try #require(try JSONSerialization.jsonObject(with: Data(found.utf8)) as? [[String: Any]]).first
    #expect(job?["place"] as? String == "running")
    #expect(job?["queue"] as? String == "ruby")
    #expect((job?["worker"] as? String)?.hasSuffix(":\(running.pid):ruby") == true)
    running.kill()
  }
}
