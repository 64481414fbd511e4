import Foundation
import Lifeboat
import LifeboatTestSupport
import Testing

/// Sidekiq's own API, looking at us while we run. See ``SidekiqHarnessTests`` for what it needs.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled("needs Sidekiq: scripts/setup installs it, or set SIDEKIQ_HOME to a checkout of it") {
    await Partner.sidekiq.value != nil
  })
struct SidekiqToolsTests {
  private let stage: InteropStage
  private let door = Door()

  init() async throws { stage = try InteropStage(sidekiq: await Partner.sidekiq.value) }

  @Test func `while a job runs Sidekiq's lists and counts are right`() async throws {
    try await workingOnWait {
      let process = try await stage.there(
        """
        all = Sidekiq::ProcessSet.new.to_a
        answer([all.size, Sidekiq::ProcessSet.new.size])
        process = all.first
        answer([process['pid'], process['concurrency'], process['busy'], process['queues'].sort, process['labels'],
                process.stopping?, (Time.now.to_f - process['started_at']).between?(0, 3600),
                (Time.now.to_f - process['beat']).between?(-1, 60), process['rss'].to_i.positive?])
        answer(process['identity'].match?(/\\A#{Regexp.escape(process['hostname'])}:\(getpid()):\\h{12}\\z/))
        """)
      let expected = [
        "[1,1]", #"[\#(getpid()),2,1,["other","shared"],["lifeboat"],false,true,true,true]"#, "true",
      ]
      #expect(process.split(separator: "\n").map(String.init) == expected)
      let work = try await stage.there(
        """
        identity, queue, run_at, job = running.first
        answer([running.size, Sidekiq::WorkSet.new.size, Sidekiq::ProcessSet.new.first['identity'] == identity, queue,
                (Time.now.to_i - run_at).between?(0, 60), job['class'], job['args']])
        """)
      #expect(work == #"[1,1,true,"shared",true,"Wait",[1.0,"é"]]"#)
      let stats = try await stage.there(
        """
        stats = Sidekiq::Stats.new
        answer([stats.processed, stats.failed, stats.retry_size, stats.scheduled_size, stats.dead_size, stats.enqueued,
                stats.processes_size, stats.workers_size])
        answer([Sidekiq::Stats::History.new(1).processed.values, Sidekiq::Stats::History.new(1).failed.values])
        answer(stats.queues.sort.to_h)
        """)
      #expect(stats == "[2,2,1,1,1,1,1,1]\n[[2],[2]]\n{\"nobody\":1,\"shared\":0}")
    }
    let left = try await stage.there(
      "answer([Sidekiq::ProcessSet.new.size, Sidekiq::WorkSet.new.size, Sidekiq::Stats.new.processed])")
    #expect(left == "[0,0,3]")
  }

  @Test func `Sidekiq reads our entries of every set`() async throws {
    try await workingOnWait {
      let entries = try await stage.there(
        """
        [Sidekiq::RetrySet, Sidekiq::DeadSet].each do |set|
          job = set.new.first
          answer([job.klass, job.queue, job.args, job['retry_count'], job['error_class'], job['error_message'],
                  job.jid.size, set.new.find_job(job.jid).value == job.value])
        end
        job = Sidekiq::RetrySet.new.first
        answer([(job.at - Time.now).between?(500, 1000), (Time.now - Time.at(job['failed_at'])).between?(-1, 60),
                job['retried_at']])
        answer([Sidekiq::DeadSet.new.first['retry'], (Time.now - Sidekiq::DeadSet.new.first.at).between?(-1, 60)])
        """)
      let failure = #""LifeboatInteropTests.Refusal","Swift refuses é \"/\" \#u{2028}\n",24,true]"#
      let expected = [
        #"["Fail","shared",[2.0,"/"],0,\#(failure)"#, #"["Fail","shared",[3.0],0,\#(failure)"#, "[true,true,null]",
        "[0,true]",
      ]
      #expect(entries.split(separator: "\n").map(String.init) == expected)
    }
  }

  @Test func `what Sidekiq's API does to our entries is done`() async throws {
    try await workingOnWait {
      let left = try await stage.there(
        """
        retry_jid = Sidekiq::RetrySet.new.first.jid
        Sidekiq::RetrySet.new.first.kill
        Sidekiq::ScheduledSet.new.first.add_to_queue
        answer(Sidekiq::DeadSet.new.map(&:jid).include?(retry_jid))
        Sidekiq::DeadSet.new.each { |job| job.delete unless job.jid == retry_jid }
        Sidekiq::Queue.new('nobody').each(&:delete)
        stats = Sidekiq::Stats.new
        answer([stats.retry_size, stats.dead_size, stats.scheduled_size, Sidekiq::Queue.new('nobody').size])
        """)
      #expect(left == "true\n[0,1,0,0]")
    }
  }

  @Test func `a Ruby process that starts, works and ends beside us disturbs nothing`() async throws {
    try await workingOnWait {
      try await stage.there("Note.set(queue: 'ruby').perform_async('beside'); work('ruby', jobs: 1)")
      let kept = try await stage.there(
        "answer([Sidekiq::ProcessSet.new.size, running.size, Sidekiq::Stats.new.processed])")
      #expect(kept == "[1,1,3]")
      #expect(stage.ledger == [#"ruby ["beside"]"#])
    }
  }

  /// Runs the body while one job of ours runs, one is to be tried again, one is dead, one scheduled, and one waits in a
  /// queue that nobody works.
  private func workingOnWait(_ body: () async throws -> Void) async throws {
    try await stage.there(
      """
      class Fail < Note; end
      Fail.perform_async(2.0, '/')
      Fail.set(retry: 0).perform_async(3.0)
      Note.set(queue: 'nobody').perform_in(1000, 4)
      """)
    try await stage.client.enqueue(NewJob("Waiting", queue: "nobody"))
    try await stage.working(["shared", "other"], concurrency: 2) { configuration in
      configuration.registry.register("Wait", untyped: { [door] _ in try await door.pass() })
      // However slow the test is, it is over before the job runs again.
      configuration.registry.register(
        "Fail", options: JobOptions(retry: .times(25, after: .seconds(1000))), untyped: { _ in throw Refusal() })
    } while: {
      defer { door.open() }
      try await eventually("both have failed") {
        try stage.sortedSet("retry").count == 1 && stage.sortedSet("dead").count == 1
      }
      try await stage.there("Wait.perform_async(1.0, 'é')")
      try await eventually("the beat has told of all") {
        try await stage.there("answer([running.size, Sidekiq::Stats.new.processed])") == "[1,2]"
      }
      try await body()
    }
  }
}
