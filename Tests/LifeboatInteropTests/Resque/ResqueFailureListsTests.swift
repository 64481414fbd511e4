import Lifeboat
import LifeboatInspector
import LifeboatTestSupport
import Testing

/// Failures in the lists of Resque's multi-queue backend, and in both kinds at once. See ``ResqueJobTests`` for what
/// this needs.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled("needs Resque: install the gem, or set RESQUE_HOME to a checkout of it") {
    await Partner.resque.value != nil
  })
struct ResqueFailureListsTests {
  private let stage: InteropStage

  init() async throws { stage = try InteropStage(await Partner.resque.value) }

  private let multiQueue = """
    require 'resque/failure/redis_multi_queue'
    Resque::Failure.backend = Resque::Failure::RedisMultiQueue

    """
  private let multiple = """
    require 'resque/failure/redis'
    require 'resque/failure/redis_multi_queue'
    require 'resque/failure/multiple'
    Resque::Failure::Multiple.configure do |multiple|
      multiple.classes = [Resque::Failure::Redis, Resque::Failure::RedisMultiQueue]
    end

    """

  private func failures() -> FailedList {
    FailedList(connection: RedisConnection(url: stage.redis.url), dialect: ResqueDialect())
  }

  /// Records a failure of ours where the backend keeps it.
  private func fail(_ number: Int, queue: String, in backend: FailureBackend) throws {
    let keys = ResqueDialect().keys
    let entry = ResqueFailure.encode(
      payload: Array(#"{"class":"Note","args":[\#(number).0,"é"]}"#.utf8), queue: queue, worker: "h~lifeboat1:1:*",
      exception: "Refusal", error: "no", failedAt: 1_795_253_000 + number)
    if backend.usesQueueLists {
      _ = try stage.session.call(RedisCommand("SADD", keys.failedQueues, ResqueKeys.failedList(of: queue)))
    }
    for list in backend.lists(of: queue) {
      _ = try stage.session.call(RedisCommand("RPUSH", keys.failed(list: list), entry))
    }
  }

  @Test func `what failed in Ruby is found in its queue's list, and goes back by our command line`() async throws {
    try await stage.there(
      multiQueue + "Resque.enqueue(Refuse, 1.0, 'é'); Resque.enqueue_to('a b', Refuse, 2); work('*')")
    #expect(try await failures().found() == .perQueue)
    let found = try await failures().newest(limit: 9)
    #expect(Set(found.map(\.set)) == ["ruby_failed", "a b_failed"])
    for failure in found { try await stage.lifeboat("failed", "requeue", failure.id.digits) }
    #expect(
      try await stage.there(multiQueue + "answer([Resque::Failure.count, Resque.peek('ruby'), Resque.peek('a b')])")
        == #"[0,{"class":"Refuse","args":[1.0,"é"]},{"class":"Refuse","args":[2]}]"#)
  }

  @Test func `what failed here Ruby reads from the queues' lists and requeues, and it is not sent twice`() async throws
  {
    try fail(1, queue: "ruby", in: .perQueue)
    try fail(2, queue: "a b:c", in: .perQueue)
    let read = try await stage.there(
      multiQueue + """
        answer([Resque::Failure.count, Resque::Failure.queues.sort, Resque::Failure.count('ruby_failed')])
        answer(Resque::Failure.all(0, 1, 'a b:c_failed').slice('payload', 'queue', 'exception'))
        Resque::Failure.requeue_all
        work('*')
        """)
    #expect(
      read.split(separator: "\n").map(String.init) == [
        #"[2,["a b:c_failed","ruby_failed"],1]"#,
        #"{"payload":{"class":"Note","args":[2.0,"é"]},"queue":"a b:c","exception":"Refusal"}"#,
      ])
    #expect(stage.ledger.sorted() == [#"[1.0,"é"]"#, #"[2.0,"é"]"#])
    let found = try await failures().newest(limit: 9)
    #expect(found.allSatisfy { $0.retriedAt != nil } && found.count == 2)
    try await stage.lifeboat("failed", "requeue", found[0].id.digits, expecting: 7)
  }

  @Test func `what Ruby keeps in both is one failure, and goes back once`() async throws {
    try await stage.there(multiple + "3.times { |n| Resque.enqueue(Refuse, n) }; work('ruby')")
    #expect(try await failures().found() == .both)
    #expect(try await failures().count() == 3)
    let found = try await failures().newest(limit: 9)
    #expect(found.map { $0.twin?.list } == Array(repeating: "ruby_failed", count: 3))
    try await stage.lifeboat("failed", "requeue", found[1].id.digits)
    #expect(
      try await stage.there(
        multiple + "answer([Resque::Failure.count, Resque.redis.llen('ruby_failed'), Resque.size('ruby')])")
        == "[2,2,1]")
    #expect(try stage.list("resque:queue:ruby").map { text($0) } == [#"{"class":"Refuse","args":[1]}"#])
  }

  @Test func `what we keep in both Ruby requeues from the first, and it is not sent from the second`() async throws {
    try fail(1, queue: "ruby", in: .both)
    try fail(2, queue: "ruby", in: .both)
    try await stage.there(multiple + "Resque::Failure.requeue(0); work('ruby')")
    #expect(stage.ledger == [#"[1.0,"é"]"#])
    let found = try await failures().newest(limit: 9)
    #expect(found.map { $0.retriedAt != nil } == [false, true])
    #expect(found.allSatisfy { $0.twin?.list == "ruby_failed" })
    try await stage.lifeboat("failed", "requeue", found[1].id.digits, expecting: 7)
    try await stage.lifeboat("failed", "requeue", found[0].id.digits)
    #expect(try stage.list("resque:queue:ruby").count == 1)
    #expect(try await failures().count() == 1)
  }
}
