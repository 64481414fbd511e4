import Lifeboat
import LifeboatTestSupport
import Testing

/// Jobs that fail in Ruby with resque-retry and here, and wait for Ruby's scheduler or for us.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled(
    "needs resque-retry and resque-scheduler: install the gems, or set RESQUE_HOME, RESQUE_SCHEDULER_HOME and RESQUE_RETRY_HOME to checkouts of them"
  ) { await Partner.resqueRetry.value != nil })
struct ResqueRetryTests {
  private let stage: InteropStage
  private let keys = ResqueDialect().keys

  init() async throws { stage = try InteropStage(await Partner.resqueRetry.value) }

  /// Works the queue that both share, with a command that appends the number of its attempt to the ledger and fails.
  private func drain(_ className: String, retries: String) async throws {
    try await stage.drain(
      "mixed",
      handlers: """
        handlers:
          \(className):
            command: [sh, -c, "echo swift $LIFEBOAT_ATTEMPT >> $LEDGER; exit 1"]
            \(retries)
        """)
  }

  private func text(_ key: String) throws -> String? { try stage.session.call(RedisCommand("GET", key)).string }

  private let tricky = #"1, 1.50, 'é x', [nil, [true, 'a']], { 'k' => "\n#{1}", 'z' => {} }, 10**30"#

  @Test func `a job that failed in Ruby counts on here`() async throws {
    try await stage.there("Resque.enqueue(Try, \(tricky)); Resque::Worker.new('mixed').work_one_job")
    let counter = try await stage.there("answer(Resque.redis.get(Try.redis_retry_key(\(tricky))))")
    #expect(counter == #""0""#)
    try await drain("Try", retries: "retries: 3")
    #expect(stage.ledger == ["0", "swift 2", "swift 3", "swift 4"])
    let left = try await stage.there(
      "answer([Resque.redis.exists(Try.redis_retry_key(\(tricky))), Resque::Failure.count, Resque::Stat[:failed]])")
    #expect(left == "[0,1,4]" || left == "[false,1,4]")
  }

  @Test func `a job that failed here counts on in Ruby`() async throws {
    try await stage.there("Resque.enqueue(Try, \(tricky))")
    try await drain("Try", retries: "retry_delay: [0s, 1m]")
    #expect(stage.ledger == ["swift 1", "swift 2"])
    let counted = try await stage.there(
      "answer(Resque.redis.get(Try.redis_retry_key(\(tricky)))); promote; work('mixed')")
    #expect(counted == #""1""#)
    #expect(stage.ledger == ["swift 1", "swift 2", "2", "3"])
    let left = try await stage.there(
      "answer([Resque.redis.get(Try.redis_retry_key(\(tricky))), Resque::Failure.count, Resque::Stat[:failed]])")
    #expect(left == "[null,1,4]")
  }

  @Test func `what waits here is found, shown and moved by Ruby, and leaves nothing behind`() async throws {
    try await stage.there("Resque.enqueue(TryLater, \(tricky))")
    let before = try stage.list("resque:queue:mixed")
    try await drain("TryLater", retries: "retry_delay: 1m")
    let shown = try await stage.there(
      """
      times = Resque.scheduled_at(TryLater, \(tricky))
      answer([times.size, (times.first - Time.now.to_i).between?(50, 61), Resque.delayed?(TryLater, \(tricky)),
              Resque.delayed_queue_schedule_size, Resque.delayed_timestamp_size(times.first)])
      failure = Resque.decode(Resque.redis.get('failure-' + TryLater.redis_retry_key(\(tricky))))
      answer([failure.keys, failure['exception'], failure['queue'], failure['payload']['args'] == [\(tricky)]])
      promote
      answer(Resque.redis.keys('*').grep(/delayed|timestamps/))
      """)
    #expect(
      shown.split(separator: "\n") == [
        "[1,true,true,1,1]",
        #"[["failed_at","payload","exception","error","backtrace","worker","queue"],"Lifeboat::CommandFailed","mixed",true]"#,
        "[]",
      ])
    #expect(try stage.list("resque:queue:mixed") == before)
  }

  @Test(.enabled("needs Sinatra for Resque's pages") { await Partner.resqueRetryPages.value != nil })
  func `Ruby's retry page shows what waits here, its attempt and its failure`() async throws {
    try await stage.there("Resque.enqueue(TryLater, 1, 'é<')")
    try await drain("TryLater", retries: "retry_delay: [1m, 1h]")
    let pages = try await stage.there(
      """
      require 'resque/server'
      require 'resque-retry/server'
      pages = Rack::MockRequest.new(Resque::Server.new)
      time = Resque.delayed_queue_peek(0, 1).first
      list, one = ['/retry', "/retry/#{time}"].map { |path| pages.get(path) }
      answer([list.status, list.body.include?('TryLater'), list.body.include?('<td>0</td>')])
      answer([one.status, one.body.include?('<td>0</td>'), one.body.include?('<code>Lifeboat::CommandFailed</code>')])
      pages.post("/retry/#{time}/remove")
      answer(Resque.redis.keys('*').grep(/retry|timestamps/))
      """)
    #expect(pages == "[200,true,true]\n[200,true,true]\n[]")
  }

  @Test func `what waits here can be taken out by Ruby`() async throws {
    try await stage.there("Resque.enqueue(TryLater, 1, 'é')")
    try await drain("TryLater", retries: "retry_delay: 1m")
    let removed = try await stage.there(
      """
      answer(Resque.remove_delayed(TryLater, 1, 'é'))
      answer(Resque.redis.keys('*').grep(/delayed:|timestamps/))
      """)
    #expect(removed == "1\n[]")
  }

  @Test func `what Ruby delayed runs here when it is due and no scheduler does it`() async throws {
    try await stage.there("Resque.enqueue_at_with_queue('mixed', Time.now + 2, TryLater, \(tricky))")
    let seen = Seen()
    try await stage.working(["mixed"]) { configuration in
      configuration.promotesDelayed = true
      configuration.registry.register("TryLater", untyped: { seen.add("\($0.className) \($0.payload.count)") })
    } while: {
      try await eventually("it runs") { seen.all.count == 1 }
    }
    let expected = try await stage.there("answer(Resque.encode(class: 'TryLater', args: [\(tricky)]).bytesize)")
    #expect(seen.all == ["TryLater \(expected)"])
    #expect(try await stage.there("answer(Resque.redis.keys('*').grep(/delayed|timestamps/))") == "[]")
  }

  @Test func `a scheduler's lock is the one that we look at, also without a namespace`() async throws {
    try await stage.there("exit(1) unless Resque::Scheduler.master?")
    #expect(try text(keys.schedulerLock) != nil)
    try await stage.there(
      "Resque.redis = Redis::Namespace.new(nil, redis: REDIS); exit(1) unless Resque::Scheduler.master?")
    #expect(try text(ResqueDialect(namespace: "").keys.schedulerLock) != nil)
  }
}
