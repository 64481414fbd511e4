import LifeboatClient
import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

private struct Reminder: EnqueueableJob {
  static let className = "Reminder"
  static let queue = "mail"
  static let sidekiqOptions: SidekiqJobOptions? = SidekiqJobOptions(retry: .limit(3), tags: ["α"])
  var user: Int
}

/// Stands for a link that notes what it sees and may change it.
private struct Link: EnqueueMiddleware {
  let body: @Sendable (NewJob) -> NewJob?

  func prepare(_ job: NewJob) async throws -> NewJob? { body(job) }
}

@Suite(.timeLimit(.minutes(10)))
struct SidekiqClientTests {
  @Test func `a job goes out as Ruby sends it, and its id comes back`() async throws {
    let stage = try SidekiqStage()
    let before = ActiveJobTime.now
    let commands = try await stage.commands {
      let job = try await stage.client.enqueue(NewJob("Archive", arguments: [42, 1.0], queue: "files"))
      #expect(job?.queue == "files" && job?.dueAt == nil)
      #expect(job?.jid?.wholeMatch(of: /[0-9a-f]{24}/) != nil)
      #expect(try stage.queue("files").map(\.payload.jid) == [job?.jid])
    }
    #expect(commands.map { $0.prefix(2) }.prefix(2) == [["SADD", "queues"], ["LPUSH", "queue:files"]])
    let entry = try #require(try stage.queue("files").first)
    #expect(entry.plain == #"{"retry":true,"queue":"files","class":"Archive","args":[42,1.0]}"#)
    let enqueuedAt = try #require(entry.payload.enqueuedAt)
    #expect(entry.payload.createdAt == enqueuedAt)
    #expect((before.seconds...(before.seconds + 60)).contains(enqueuedAt.seconds))
    #expect(entry.text.contains(/"created_at":\d{10}\.\d+,"enqueued_at":\d{10}\.\d+}/))
    #expect(try stage.queues == ["files"])
  }

  @Test func `a typed job has its type's options, and a job may have others`() async throws {
    let stage = try SidekiqStage()
    try await stage.client.enqueue(Reminder(user: 7))
    var job = try NewJob(Reminder(user: 8), queue: "low")
    job.sidekiq?.retry = .never
    job.sidekiq?.retryQueue = "later"
    job.jid = "my-own-jid"
    let enqueued = try await stage.client.enqueue(job)
    #expect(enqueued?.jid == "my-own-jid")
    #expect(
      try stage.queue("mail").map(\.plain) == [
        #"{"retry":3,"queue":"mail","tags":["α"],"class":"Reminder","args":[7]}"#
      ])
    #expect(
      try stage.queue("low").map(\.plain) == [
        #"{"retry":false,"queue":"low","tags":["α"],"retry_queue":"later","class":"Reminder","args":[8]}"#
      ])
    #expect(try stage.queue("low")[0].payload.jid == "my-own-jid")
  }

  @Test func `a job for later goes into the schedule, one whose time has passed into its queue`() async throws {
    let stage = try SidekiqStage()
    let inAnHour = try await stage.client.enqueue(Reminder(user: 1), in: .seconds(3_600))
    let at = ActiveJobTime(seconds: 2_000_000_000, nanoseconds: 123_456_789)
    try await stage.client.enqueue(Reminder(user: 2), queue: "low", at: at)
    let due = try #require(inAnHour?.dueAt)
    let entries = try stage.schedule()
    #expect(entries.map(\.arguments) == ["[1]", "[2]"])
    #expect(entries[1].score == 2_000_000_000.1234568)
    #expect(abs((entries[0].score ?? 0) - Double(due.seconds) - Double(due.nanoseconds) / 1e9) < 1e-6)
    #expect(entries.allSatisfy { $0.payload.enqueuedAt == nil && !$0.text.contains(#""at""#) })
    #expect(try stage.queues == [])
    for (user, delay) in [(3, Duration.zero), (4, .seconds(-60)), (5, .seconds(Int64.min))] {
      let job = try await stage.client.enqueue(Reminder(user: user), in: delay)
      #expect(job?.dueAt == nil && job?.jid != nil)
    }
    try await stage.client.enqueue(Reminder(user: 6), at: ActiveJobTime(seconds: -5))
    #expect(try stage.queue("mail").map(\.arguments) == ["[3]", "[4]", "[5]", "[6]"])
    #expect(try stage.schedule().count == 2)
  }

  @Test func `many jobs of mixed places keep the order of each queue`() async throws {
    let stage = try SidekiqStage()
    let later = ActiveJobTime(seconds: 2_000_000_000)
    let jobs = (0..<20_000).map { number in
      var job = NewJob("A", arguments: [.integer(number)], queue: "q\(number / 7 % 3)")
      if number % 50 == 0 { job.dueAt = later.advanced(by: .seconds(number)) }
      return job
    }
    #expect(try await stage.client.enqueue(contentsOf: jobs) == 20_000)
    for queue in 0...2 {
      let expected = (0..<20_000).filter { $0 % 50 != 0 && $0 / 7 % 3 == queue }.map { "[\($0)]" }
      #expect(try stage.queue("q\(queue)").map(\.arguments) == expected)
    }
    let due = try stage.schedule()
    #expect(due.map(\.arguments) == stride(from: 0, to: 20_000, by: 50).map { "[\($0)]" })
    #expect(Set(due.compactMap(\.payload.jid)).count == 400)
    #expect(try stage.queues == ["q0", "q1", "q2"])
  }

  @Test func `many jobs go out in slices no larger than Ruby's`() async throws {
    let stage = try SidekiqStage()
    let jobs = (0..<2_000).map { NewJob("A", arguments: [.integer($0)], queue: "q") }
    let pushes = try await stage.commands { try await stage.client.enqueue(contentsOf: jobs) }
    #expect(pushes.map(\.[0]) == ["SADD", "LPUSH", "LPUSH", "LPUSH", "LPUSH"])
    let scheduled = jobs.prefix(250).map { job in
      var job = job
      job.dueAt = ActiveJobTime(seconds: 2_000_000_000)
      return job
    }
    let additions = try await stage.commands { try await stage.client.enqueue(contentsOf: scheduled) }
    #expect(additions.map { $0.count - 2 } == [200, 200, 100])
    #expect(try stage.schedule().count == 250)
  }

  @Test func `jobs spread over a span are due at random times within it`() async throws {
    let stage = try SidekiqStage()
    var jobs = (0..<200).map { NewJob("A", arguments: [.integer($0)], queue: "q") }
    jobs[0].dueAt = ActiveJobTime(seconds: 2_000_000_000)
    let start = Double(ActiveJobTime.now.seconds)
    #expect(try await stage.client.enqueue(contentsOf: jobs, spreadOver: .seconds(1_000)) == 200)
    let scores = try stage.schedule().compactMap(\.score)
    let (first, last) = (try #require(scores.first), try #require(scores.dropLast().last))
    #expect(scores.count + (try stage.queue("q").count) == 200)
    #expect(first >= start && last < start + 1_060 && last - first > 500)
    #expect(scores.last == 2_000_000_000)
  }

  @Test func `a link sees id, options and due time, and what it changes counts`() async throws {
    let seen = Seen()
    let stage = try SidekiqStage(middleware: [
      Link { job in
        var job = job
        seen.add("\(job.jid?.count ?? 0) \(job.sidekiq?.tags ?? []) \(job.dueAt?.seconds ?? 0)")
        job.jid = "changed"
        job.dueAt = nil
        job.sidekiq = nil
        return job
      }
    ])
    let job = try await stage.client.enqueue(Reminder(user: 1), at: ActiveJobTime(seconds: 2_000_000_000))
    #expect(try await stage.client.enqueue(contentsOf: [NewJob("B", queue: "q")]) == 1)
    #expect(seen.all == [#"24 ["α"] 2000000000"#, "24 [] 0"])
    #expect(job?.jid == "changed" && job?.dueAt == nil)
    #expect(try stage.queue("mail").map(\.plain) == [#"{"retry":true,"queue":"mail","class":"Reminder","args":[1]}"#])
  }

  @Test(arguments: ["a b", "a:b", "ü,ö", "🛟"])
  func `odd queue names and a namespace are kept to`(queue: String) async throws {
    let stage = try SidekiqStage(SidekiqDialect(namespace: "app"))
    try await stage.client.enqueue(NewJob("A", queue: queue))
    var later = NewJob("B", queue: queue)
    later.dueAt = ActiveJobTime(seconds: 2_000_000_000)
    try await stage.client.enqueue(later)
    #expect(try stage.call("LLEN", "app:queue:\(queue)").int == 1)
    #expect(try stage.call("SISMEMBER", "app:queues", queue).int == 1)
    #expect(try stage.schedule("app:schedule").map(\.payload.queue) == [queue])
    #expect(try stage.call("DBSIZE").int == 3)
  }
}
