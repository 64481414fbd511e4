import Testing

@testable import LifeboatFormat

@Suite struct KeysTests {
  @Test func `Resque's keys carry the namespace`() {
    let keys = ResqueKeys()
    #expect(keys.queues == "resque:queues")
    #expect(keys.queue("a:b") == "resque:queue:a:b")
    #expect(keys.workers == "resque:workers")
    #expect(keys.worker("h:1:q") == "resque:worker:h:1:q")
    #expect(keys.workerStarted("h:1:q") == "resque:worker:h:1:q:started")
    #expect(keys.heartbeats == "resque:workers:heartbeat")
    #expect(keys.pruningLock == "resque:pruning_dead_workers_in_progress")
    #expect(keys.pauseAll == "resque:pause-all-workers")
    #expect(keys.statProcessed == "resque:stat:processed")
    #expect(keys.statFailed == "resque:stat:failed")
    #expect(keys.statProcessed(worker: "w") == "resque:stat:processed:w")
    #expect(keys.statFailed(worker: "w") == "resque:stat:failed:w")
    #expect(keys.failed == "resque:failed")
    #expect(keys.failedQueues == "resque:failed_queues")
    #expect(keys.failed(list: "mail_failed") == "resque:mail_failed")
    #expect(keys.failed(queue: "mail") == "resque:mail_failed")
    #expect(ResqueKeys(namespace: "app:resque").failed == "app:resque:failed")
    #expect(ResqueKeys(namespace: "").failed == "failed")
  }

  @Test func `the keys of delayed jobs and retries are those of Ruby's plugins`() {
    let keys = ResqueKeys()
    #expect(keys.delayedSchedule == "resque:delayed_queue_schedule")
    #expect(keys.delayed(at: 4_102_444_800) == "resque:delayed:4102444800")
    #expect(keys.delayedName(at: 4_102_444_800) == "delayed:4102444800")
    #expect(keys.delayedTimesPrefix == "resque:timestamps:")
    #expect(keys.retryCounter(className: "A::B", identifier: "ab12") == "resque:resque-retry:A::B:ab12")
    #expect(keys.retryCounter(className: " A\t\n\u{B}\u{A0}", identifier: nil) == "resque:resque-retry:A\u{A0}")
    #expect(keys.retryFailure(className: "A", identifier: nil) == "resque:failure-resque-retry:A")
    #expect(ResqueKeys(namespace: "").retryFailure(className: "A", identifier: "1") == "failure-resque-retry:A:1")
  }

  @Test func `the scheduler's lock has the namespace twice, and its colon without one`() {
    #expect(ResqueKeys().schedulerLock == "resque:resque:resque_scheduler_master_lock")
    #expect(ResqueKeys(namespace: "a:b").schedulerLock == "a:b:a:b:resque_scheduler_master_lock")
    #expect(ResqueKeys(namespace: "").schedulerLock == ":resque_scheduler_master_lock")
  }

  @Test func `our keys stand under the app's prefix and the dialect`() {
    let keys = LifeboatKeys(prefix: "resque:", dialect: "resque")
    #expect(keys.processes == "resque:lifeboat:resque:processes")
    #expect(keys.process("i") == "resque:lifeboat:resque:process:i")
    #expect(keys.workers(of: "i") == "resque:lifeboat:resque:workers:i")
    #expect(keys.inflight("i") == "resque:lifeboat:resque:inflight:i")
    #expect(keys.sequence == "resque:lifeboat:resque:sequence")
    #expect(keys.poison == "resque:lifeboat:resque:poison")
    #expect(keys.snoozed == "resque:lifeboat:resque:snoozed")
    #expect(keys.snoozedJobs == "resque:lifeboat:resque:snoozed:jobs")
    #expect(LifeboatKeys(prefix: "", dialect: "sidekiq").poison == "lifeboat:sidekiq:poison")
  }

  @Test func `an in-flight field is taken apart`() throws {
    let parts = try #require(InflightField.parse("1042:mail:high"))
    #expect(parts == (1_042, "mail:high"))
    #expect(InflightField.parse(bytes("7:"))?.queue == "")
    for broken in ["", "7", ":q", "x:q", "-1:q", "99999999999999999999:q"] {
      #expect(InflightField.parse(broken) == nil)
    }
  }

  @Test(arguments: [(0, ""), (7, "a"), (1_042, "mail:high"), (.max, "🛟 x")] as [(UInt64, String)])
  func `an in-flight field is put together as it is taken apart`(sequence: UInt64, queue: String) throws {
    let field = InflightField.encode(sequence, queue)
    #expect(field == bytes("\(sequence):\(queue)"))
    #expect(try #require(InflightField.parse(field)) == (sequence, queue))
  }
}
