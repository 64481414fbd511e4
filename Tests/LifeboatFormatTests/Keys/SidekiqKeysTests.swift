import Testing

@testable import LifeboatFormat

@Suite struct SidekiqKeysTests {
  @Test func `Sidekiq's keys have no prefix`() {
    let keys = SidekiqKeys()
    let identity = "web-1:42:0123456789ab"
    #expect(keys.queues == "queues")
    #expect(keys.queue("a: é,") == "queue:a: é,")
    #expect(keys.schedule == "schedule")
    #expect(keys.retry == "retry")
    #expect(keys.dead == "dead")
    #expect(keys.processes == "processes")
    #expect(keys.process(identity) == identity)
    #expect(keys.work(identity) == "web-1:42:0123456789ab:work")
    #expect(keys.workers(identity) == "web-1:42:0123456789ab:workers")
    #expect(keys.signals(identity) == "web-1:42:0123456789ab-signals")
    #expect(keys.processCleanup == "process_cleanup")
    #expect(keys.iteration("ab12") == "it-ab12")
    #expect(keys.paused == "paused")
    #expect(keys.dearLeader == "dear-leader")
  }

  @Test func `statistics are kept in all and by the day`() {
    let keys = SidekiqKeys()
    #expect(keys.statProcessed == "stat:processed")
    #expect(keys.statFailed == "stat:failed")
    #expect(keys.statProcessed(day: "2026-11-21") == "stat:processed:2026-11-21")
    #expect(keys.statFailed(day: "2026-11-21") == "stat:failed:2026-11-21")
  }

  @Test func `a namespace stands before every key`() {
    let keys = SidekiqKeys(namespace: "app:jobs")
    let minute = SidekiqMinute(of: 0)
    #expect(keys.namespace == "app:jobs")
    #expect(keys.queue("q") == "app:jobs:queue:q")
    #expect(keys.process("h:1:a") == "app:jobs:h:1:a")
    #expect(keys.statFailed(day: minute.day) == "app:jobs:stat:failed:1970-01-01")
    #expect(keys.metrics(minute, .eight) == "app:jobs:j|700101|0:00")
    #expect(keys.histogram(className: "A", minute, .seven) == "app:jobs:A-01-00:0")
    #expect(keys.iteration("j") == "app:jobs:it-j")
  }

  @Test func `our own keys for dead jobs and the pause stand under the dialect`() {
    let keys = LifeboatKeys(prefix: "", dialect: "sidekiq")
    #expect(keys.overflow == "lifeboat:sidekiq:overflow")
    #expect(keys.pauseAll == "lifeboat:sidekiq:pause-all")
  }
}
