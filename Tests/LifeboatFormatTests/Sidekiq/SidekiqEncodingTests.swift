import Testing

@testable import LifeboatFormat

@Suite struct SidekiqEncodingTests {
  private let created = SidekiqTime(microseconds: 1_795_252_255_287_743)

  @Test func `a new job has Ruby's keys in Ruby's order`() {
    let job = SidekiqPayload.encode(
      className: "Archive", arguments: bytes("[42,1.0]"), queue: "default", jid: "ab12", createdAt: created,
      enqueuedAt: created)
    #expect(
      text(job) == #"{"retry":true,"queue":"default","class":"Archive","args":[42,1.0],"jid":"ab12","#
        + #""created_at":1795252255.287743,"enqueued_at":1795252255.287743}"#)
  }

  @Test func `a job for the schedule is not enqueued yet, an Active Job names its class`() {
    let job = SidekiqPayload.encode(
      className: ActiveJobEnvelope.sidekiqWrapper, arguments: bytes("[{}]"), queue: "a \"b\"", jid: "j",
      options: SidekiqJobOptions(retry: .never), createdAt: created, enqueuedAt: nil, wrapped: "Mail",
      form: .milliseconds)
    #expect(
      text(job) == #"{"retry":false,"queue":"a \"b\"","class":"ActiveJob::QueueAdapters::SidekiqAdapter::JobWrapper","#
        + #""wrapped":"Mail","args":[{}],"jid":"j","created_at":1795252255287}"#)
  }

  @Test func `options stand behind the queue`() {
    let options = SidekiqJobOptions(
      retry: .limit(5), tags: ["a", "é\n"], backtrace: .lines(20), retryFor: 60, retryQueue: "low", dead: false,
      expiresIn: 90)
    let job = SidekiqPayload.encode(
      className: "A", arguments: bytes("[]"), queue: "q", jid: "j", options: options, createdAt: created,
      enqueuedAt: nil)
    #expect(
      text(job) == #"{"retry":5,"queue":"q","tags":["a","é\n"],"backtrace":20,"retry_for":60,"retry_queue":"low","#
        + #""dead":false,"expires_in":90,"class":"A","args":[],"jid":"j","created_at":1795252255.287743}"#)
    let all = SidekiqPayload.encode(
      className: "A", arguments: bytes("[]"), queue: "q", jid: "j",
      options: SidekiqJobOptions(retry: .missing, backtrace: .all), createdAt: created, enqueuedAt: nil)
    #expect(text(all).hasPrefix(#"{"retry":true,"queue":"q","backtrace":true,"class":"A""#))
  }

  @Test func `every captured job in this order is written the same by us`() throws {
    var compared = 0
    for line in SidekiqCaptures.lines("producer") + SidekiqCaptures.lines("activejob") {
      let job = try SidekiqPayload(line.before)
      let keys = job.payload.object.members.map(\.key)
      let own = ["retry", "queue", "class", "wrapped", "args", "jid", "created_at", "enqueued_at"]
      guard keys == own.filter(keys.contains), let arguments = job.arguments, let createdAt = job.createdAt,
        let jid = job.jid, let queue = job.queue
      else { continue }
      let ours = SidekiqPayload.encode(
        className: job.className, arguments: Array(arguments.bytes), queue: queue, jid: jid,
        options: SidekiqJobOptions(retry: job.retry), createdAt: createdAt, enqueuedAt: job.enqueuedAt,
        wrapped: job.wrapped, form: line.isMilliseconds ? .milliseconds : .seconds)
      #expect(text(ours) == line.beforeText, "\(line.version) \(line.operation)")
      compared += 1
    }
    #expect(compared > 60, "\(compared)")
  }

  @Test func `both names of the wrapper are known`() {
    #expect(ActiveJobEnvelope.isSidekiqWrapper("ActiveJob::QueueAdapters::SidekiqAdapter::JobWrapper"))
    #expect(ActiveJobEnvelope.isSidekiqWrapper("Sidekiq::ActiveJob::Wrapper"))
    #expect(!ActiveJobEnvelope.isSidekiqWrapper(ActiveJobEnvelope.resqueWrapper))
    #expect(!ActiveJobEnvelope.isSidekiqWrapper(""))
  }
}
