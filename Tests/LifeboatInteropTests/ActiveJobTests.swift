import Lifeboat
import LifeboatTestSupport
import Testing

/// Jobs that cross between Rails' Active Job and us.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled("needs Ruby with the activejob gem: scripts/setup installs it") { await Partner.activeJob.value != nil })
struct ActiveJobTests {
  private struct NoteJob: Job, Hashable {
    struct Options: Codable, Hashable {
      var since: CalendarDate
      var deep: [String: [Duration]]
    }
    static let className = "NoteJob"
    static let isActiveJob = true
    static let queue = "rails"
    var person: GlobalID
    var times: [ActiveJobTime]
    var date: CalendarDate
    var wait: Duration
    var price: DecimalText
    var options: Options
    var kind: String?

    func perform(_ context: JobContext) async throws { ActiveJobTests.performed.add("\(self)") }
  }

  private static let performed = Seen()

  private let stage: InteropStage

  init() async throws { stage = try InteropStage(await Partner.activeJob.value) }

  private static func note(price: String) throws -> NoteJob {
    NoteJob(
      person: GlobalID(app: "shop", model: "Person", id: "a b/c*é~"),
      times: [
        ActiveJobTime(seconds: 1_704_164_645, nanoseconds: 678_901_234),
        ActiveJobTime(seconds: 1_704_164_645, offset: -18_000),
      ],
      date: try #require(CalendarDate("2024-02-29")), wait: .milliseconds(5_400_500),
      price: try #require(DecimalText(price)),
      options: .init(since: try #require(CalendarDate("2024-01-02")), deep: ["x": [.seconds(90)]]), kind: "sym")
  }

  @Test func `a typed Swift job performs what Rails enqueued`() async throws {
    try await stage.there(
      """
      times = [Time.at(1_704_164_645, 678_901_234, :nsec).utc, Time.at(1_704_164_645).localtime('-05:00')]
      options = { since: Date.new(2024, 1, 2), 'deep' => { x: [90.seconds] }.with_indifferent_access }
      NoteJob.perform_later(Person.new('a b/c*é~'), times, Date.new(2024, 2, 29), 5400.5.seconds, BigDecimal('1.10'),
                            options, :sym)
      """)
    try await stage.drain("swift") { $0.register(NoteJob.self) }
    // Rails prints a decimal without the zeros at its end.
    let expected = try Self.note(price: "1.1")
    #expect(Self.performed.all.contains("\(expected)"))
    #expect(try stage.list("resque:failed").map(text) == [])
  }

  @Test func `every kind of argument reaches Swift as plain JSON`() async throws {
    try await stage.there(
      """
      zone = ActiveSupport::TimeZone['Asia/Kolkata']
      NoteJob.perform_later(nil, true, 1.0, 2**80, "é</script>\\u2028", :sym, String, [[], {}], { a: { 'b' => :c } },
                            { a: 1 }.with_indifferent_access, DateTime.new(2024, 1, 2, 3, 4, 5, '+2'),
                            zone.local(2024, 1, 2), 1.month + 2.days, BigDecimal('0.1'), Person.new(5))
      NoteJob.perform_later(1, b: 2, z: { k: 1.5 })
      """)
    let seen = Seen()
    try await stage.drain("swift") { configuration in
      configuration.registry.register(
        "NoteJob",
        untyped: { context in
          seen.add("\(context.className) \(context.attempt) \(text(try #require(context.arguments).bytes))")
        })
    }
    #expect(
      seen.all == [
        #"NoteJob 1 [null,true,1.0,1208925819614629174706176,"é\u003c/script\u003e\u2028","sym","String",[[],{}],"#
          + #"{"a":{"b":"c"}},{"a":1},"2024-01-02T03:04:05.000000000+02:00","2024-01-02T00:00:00.000000000+05:30","#
          + #"2802546,"0.1","gid://shop/Person/5"]"#, #"NoteJob 1 [1,{"b":2,"z":{"k":1.5}}]"#,
      ])
  }

  @Test func `Rails performs a typed job that Swift enqueued`() async throws {
    // Rails 6.1 cannot read a decimal of its successors, and sends its own as strings.
    struct Note: EnqueueableJob {
      static let className = "NoteJob"
      static let isActiveJob = true
      var person = GlobalID(app: "shop", model: "Person", id: "a b/c*é~")
      var at = ActiveJobTime(seconds: 1_704_164_645, nanoseconds: 7, offset: 19_800)
      var date = CalendarDate(year: 2024, month: 2, day: 29)
      var wait = Duration.milliseconds(1_500)
      var zero = Duration.zero
      var options = ["since": CalendarDate("2024-01-02")]
      var ratio = 1.0
      var big = JSONValue.number(text: "1208925819614629174706176")
      @Keywords var keywords = ["notify": true]
    }
    try await stage.client.enqueue(Note())
    try await stage.there("work('default')")
    #expect(
      stage.ledger == [
        "Person a b/c*é~", "Time 2024-01-02T08:34:05.000000007+05:30", "Date Thu, 29 Feb 2024",
        "ActiveSupport::Duration 1.5 [[:seconds, 1.5]]", "ActiveSupport::Duration 0 []",
        #"Hash {"since"=>Tue, 02 Jan 2024}"#, "Float 1.0", "Integer 1208925819614629174706176",
        "keywords {:notify=>true}",
      ])
  }

  @Test func `Rails performs untyped jobs that Swift or the command line enqueued`() async throws {
    let hash = JSONValue.symbolKeys(["k": .symbol("v"), "plain": ["s": 1.5, "none": [:]]])
    try await stage.client.enqueue(
      NewJob(
        activeJob: "NoteJob", arguments: [1, hash, .keywords(["user": 42, "tags": ["x": []]])], queue: "rails",
        options: ActiveJobOptions(locale: "en", timeZone: "Tokyo", priority: 3)))
    try await stage.lifeboat("enqueue", "--active-job", "NoteJob", #"[ 1.50,"x",{"a":{}}]"#, "--queue", "rails")
    try await stage.there("work('rails')")
    #expect(
      stage.ledger == [
        "Integer 1", #"Hash {:k=>:v, :plain=>{"s"=>1.5, "none"=>{}}}"#, #"keywords {:user=>42, :tags=>{"x"=>[]}}"#,
        "Float 1.5", #"String "x""#, #"Hash {"a"=>{}}"#,
      ])
  }

  @Test func `an address is escaped as Rails escapes it`() async throws {
    let ids = ["5", "a b/c", "é~*-_.+%&=?#:", "\u{1}\u{7f}😀"]
    let written = try await stage.there(
      "\(ids).each { |id| puts URI::GID.build(['shop', 'Person', id, nil]) }")
    let ours = ids.map { GlobalID(app: "shop", model: "Person", id: $0).description }
    #expect(ours == written.split(separator: "\n").map(String.init))
    #expect(ours.map { GlobalID($0)?.id } == ids)
  }

  @Test func `what failed twice here counts on in Rails`() async throws {
    try await stage.client.enqueue(NewJob(activeJob: "RefuseJob", queue: "both"))
    let attempts = Seen()
    let policy = RetryPolicy(limit: 2, delays: [.zero, .seconds(3600)])
    try await stage.drain("both") { configuration in
      configuration.registry.register(
        "RefuseJob", options: JobOptions(retry: policy),
        untyped: { context in
          attempts.add("\(context.attempt)")
          throw Refusal()
        })
    }
    #expect(attempts.all == ["1", "2"])
    // As resque-scheduler would hand it over when it is due.
    let next = try await stage.there(
      """
      job = JSON.parse(REDIS.lpop(REDIS.keys('resque:delayed:*').first))
      ActiveJob::Base.execute(*job['args'])
      again = JSON.parse(REDIS.lpop(REDIS.keys('resque:queue:*').first))
      answer(again['args'][0].slice('executions', 'exception_executions'))
      """)
    // Rails retries by its own rule, and its count goes on from ours.
    #expect(
      next == #"{"executions":3,"exception_executions":{"[LifeboatInteropTests.Refusal]":2,"[KeyError, IOError]":1}}"#)
  }

  private static let first = "[KeyError, IOError]"
  private static let second = "[ArgumentError]"

  private func envelope(_ payload: [UInt8]?) throws -> ActiveJobEnvelope {
    let payload = try #require(payload)
    return try #require(try ResqueDialect().read(payload).activeJob)
  }

  @Test func `our payloads of each attempt are the bytes of Rails, to the last failure`() async throws {
    try await stage.there("RefuseJob.set(queue: 'rails').perform_later({ 'a' => 1.0 }, 'é<', :sym)")
    for errors in [Self.first, Self.second, Self.first] {
      let payload = try stage.list("resque:queue:rails").first
      #expect(try await stage.there("work_one('rails')") == #""ran""#)
      let theirs = try #require(try stage.list("resque:queue:rails").first)
      let time = try #require(try envelope(theirs).enqueuedAt)
      let ours = try envelope(payload).retried(counting: errors, enqueuedAt: time, scheduledAt: time)
      #expect(text(ours) == text(theirs))
    }
    let payload = try stage.list("resque:queue:rails").first
    #expect(try await stage.there("work_one('rails')") == #""IOError""#)
    #expect(try stage.list("resque:ended").map(text) == [text(try envelope(payload).exhausted(counting: Self.first))])
  }

  @Test func `Rails counts on from a retry of ours`() async throws {
    try await stage.client.enqueue(NewJob(activeJob: "RefuseJob", arguments: [["a": 1.0]], queue: "swift"))
    var payload = try #require(try stage.list("resque:queue:swift").first)
    for errors in [Self.first, Self.second] {
      payload = try envelope(payload).retried(counting: errors, enqueuedAt: .now, scheduledAt: .now)
    }
    try stage.push(raw: [payload], to: "swift")
    try await stage.there("REDIS.lpop('resque:queue:swift')")
    #expect(try await stage.there("work_one('swift')") == #""ran""#)
    #expect(try await stage.there("work_one('swift')") == #""IOError""#)
    let ended = try envelope(try stage.list("resque:ended").first)
    #expect(ended.executions == 3)
    #expect(ended.exceptionExecutions == [Self.first: 3, Self.second: 1])
    #expect(try envelope(payload).jobID == ended.jobID)
  }
}
