import LifeboatFormat
import Testing

@testable import Lifeboat

struct ResqueSettingsTests {
  private func settings(_ variables: [String: String], _ assignments: [String] = []) throws -> ResqueSettings {
    try ResqueSettings(variables: variables, assignments: assignments)
  }

  @Test func `a Procfile's line says what it said`() throws {
    let settings = try settings(["QUEUE": "critical, high,*", "COUNT": "5", "VERBOSE": "1", "PIDFILE": "w.pid"])
    #expect(settings.queues == "critical, high,*")
    #expect(settings.concurrency == 5)
    #expect(settings.isVerbose)
    #expect(settings.pidFile == "w.pid")
    #expect(!settings.drains)
    #expect(settings.stopTimeout == nil)
    #expect(settings.ignored == [])
  }

  @Test func `QUEUES wins over QUEUE, an argument over the environment, and what is empty is not there`() throws {
    #expect(try settings(["QUEUES": "a", "QUEUE": "b"]).queues == "a")
    #expect(try settings(["QUEUES": "", "QUEUE": "b"]).queues == "b")
    #expect(try settings(["QUEUE": "a"], ["QUEUE=b=c"]).queues == "b=c")
    #expect(try settings(["QUEUE": "a"], ["QUEUE="]).queues == nil)
  }

  @Test func `an interval of zero ends when the queues are empty, as in Ruby; others do nothing`() throws {
    #expect(try settings(["INTERVAL": "0"]).drains)
    #expect(try settings(["INTERVAL": "0.0"]).drains)
    #expect(try !settings(["INTERVAL": "0.0001"]).drains)
    let settings = try settings(["INTERVAL": "0.5"])
    #expect(!settings.drains)
    #expect(settings.ignored == ["INTERVAL does nothing here: a job that comes wakes the worker, nothing is polled"])
  }

  @Test func `a job has as long after TERM as both of Ruby's time-outs together`() throws {
    #expect(try settings(["RESQUE_TERM_TIMEOUT": "7.5"]).stopTimeout == .milliseconds(7500))
    #expect(
      try settings(["RESQUE_TERM_TIMEOUT": "4", "RESQUE_PRE_SHUTDOWN_TIMEOUT": "10"]).stopTimeout == .seconds(14))
  }

  @Test func `the failure backend is named as Resque names it`() throws {
    #expect(try settings([:]).failures == nil)
    #expect(try settings(["FAILURE_BACKEND": "redis"]).failures == .list)
    #expect(try settings(["FAILURE_BACKEND": "redis_multi_queue"]).failures == .perQueue)
    let error = #expect(throws: UsageError.self) { try settings(["FAILURE_BACKEND": "airbrake"]) }
    #expect(
      error?.description == "FAILURE_BACKEND: expected redis or redis_multi_queue, got airbrake; for both at once give"
        + " --failures both")
  }

  @Test func `a scheduler whose lock has another name is left alone`() throws {
    #expect(try !settings([:]).hasSchedulerLockPrefix)
    #expect(try settings(["RESQUE_SCHEDULER_MASTER_LOCK_PREFIX": "mine"]).hasSchedulerLockPrefix)
  }

  @Test(arguments: [
    "TERM_CHILD", "GRACEFUL_TERM", "FORK_PER_JOB", "RUN_AT_EXIT_HOOKS", "BACKGROUND", "JOBS_PER_FORK", "MAX_INTERVAL",
    "MIN_INTERVAL", "BACKOFF_INTERVAL", "RESQUE_PROCLINE_PREFIX",
  ])
  func `what has no effect is named`(name: String) throws {
    let ignored = try settings([name: "1"]).ignored
    #expect(ignored.count == 1)
    #expect(ignored.first?.hasPrefix("\(name) does nothing here: ") == true)
  }

  @Test(arguments: [
    ("COUNT=many", "COUNT: expected a number from 1 to 1000, got many"),
    ("COUNT=0", "COUNT: expected a number from 1 to 1000, got 0"),
    ("INTERVAL=-1", "INTERVAL: expected a number of seconds, got -1"),
    ("INTERVAL=nan", "INTERVAL: expected a number of seconds, got nan"),
    ("RESQUE_TERM_TIMEOUT=4s", "RESQUE_TERM_TIMEOUT: expected a number of seconds, got 4s"),
  ])
  func `a value that cannot be is refused`(assignment: String, sentence: String) {
    let error = #expect(throws: UsageError.self) { try settings([:], [assignment]) }
    #expect(error?.description == sentence)
  }

  @Test func `what else rake would take is named as ignored, without its value`() throws {
    let settings = try settings([:], ["RAILS_ENV=production", "SECRET=hunter2", "REDIS_URL=redis://:hunter2@h"])
    #expect(
      settings.ignored == [
        "RAILS_ENV does nothing here: it is none of Resque's settings",
        "SECRET does nothing here: it is none of Resque's settings",
      ])
    #expect(settings.redisURL == "redis://:hunter2@h")
  }

  @Test func `commas at the end of a list are dropped, as in Ruby`() throws {
    #expect(try settings(["QUEUE": "a,b,,"]).queues == "a,b")
  }

  @Test(arguments: ["default", "QUEU=default", "queue=a", "QUEUE", "=", ""])
  func `an argument that is none of Resque's settings is refused`(argument: String) {
    let error = #expect(throws: UsageError.self) { try settings([:], [argument]) }
    #expect(error?.description.contains("is no setting: expected NAME=VALUE") == true)
    if argument == "QUEU=default" { #expect(error?.description.hasSuffix("; did you mean QUEUE?") == true) }
  }
}
