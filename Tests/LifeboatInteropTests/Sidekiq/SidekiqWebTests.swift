import Foundation
import Lifeboat
import LifeboatTestSupport
import Testing

/// Sidekiq's pages with our process, our failures, and what other people's bugs left in queues. See
/// ``SidekiqHarnessTests`` for what they need.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled("needs Sidekiq with its pages: scripts/setup installs it, or set SIDEKIQ_HOME to a checkout of it") {
    await Partner.sidekiqWeb.value != nil
  })
struct SidekiqWebTests {
  private let stage: InteropStage

  init() async throws { stage = try InteropStage(sidekiq: await Partner.sidekiqWeb.value) }

  private func identity() async throws -> String {
    try await stage.there("puts Sidekiq::ProcessSet.new.first['identity']")
  }

  /// Starts our program on a queue whose jobs run until they are stopped, or fail and run again long after the test.
  private func startWork() async throws -> BuiltProgram {
    let worker = try stage.startWork(
      "shared",
      handlers: """
        concurrency: 3
        handlers:
          Wait: { command: [sleep, "600"] }
          Note: { command: [sleep, "0.1"] }
          Refuse: { command: [sh, -c, "echo 'no <b>' >&2; exit 3"], retries: 25, retry_delay: 1000s }
        """)
    try await eventually("it has registered") { try await stage.there("puts Sidekiq::ProcessSet.new.size") == "1" }
    return worker
  }

  @Test func `every page renders while our process runs a job`() async throws {
    let worker = try await startWork()
    try await stage.there(
      """
      Wait.perform_async('runs <b>'); Refuse.set(backtrace: true).perform_async('is retried')
      Refuse.set(retry: 0, backtrace: true).perform_async('is dead')
      Note.perform_in(1000, 'is scheduled'); Note.set(queue: 'nobody').perform_async('waits')
      """)
    try await eventually("the beat has told of all") {
      try await stage.there("answer([running.size, Sidekiq::Stats.new.failed])") == "[1,2]"
    }
    let keys = try await stage.there(
      """
      puts [Sidekiq::RetrySet, Sidekiq::ScheduledSet, Sidekiq::DeadSet].map { |set|
        entry = set.new.first
        "#{entry.score}-#{entry.jid}"
      }
      """
    ).split(separator: "\n").map(String.init)
    let error = "Lifeboat::CommandFailed"
    // Ruby's pages take a backtrace for HTML.
    let backtrace = "<code>no ‹b></code>"
    let seen = try await stage.sidekiqPages([
      "/": [], "/stats": [#""processed":2"#, #""failed":2"#],
      "/busy": [try await identity(), "runs &lt;b&gt;", "Wait"],
      "/queues": ["nobody"], "/queues/nobody": ["waits"], "/retries": ["is retried", error, "no &lt;b&gt;"],
      "/retries/\(keys[0])": [error, "is retried", backtrace], "/scheduled": ["is scheduled"],
      "/scheduled/\(keys[1])": ["is scheduled"], "/morgue": ["is dead", error],
      "/morgue/\(keys[2])": [error, backtrace],
    ])
    let paths = [
      "/", "/stats", "/busy", "/queues", "/queues/nobody", "/retries", "/retries/\(keys[0])", "/scheduled",
      "/scheduled/\(keys[1])", "/morgue", "/morgue/\(keys[2])",
    ]
    #expect(seen == paths.map { "\($0) 200" })
    worker.kill()
  }

  @Test func `the metrics page shows what ran here`() async throws {
    guard try await stage.there("answer(Sidekiq::VERSION.to_i >= 7)") == "true" else { return }
    try await stage.there("2.times { Refuse.perform_async }; 3.times { Note.perform_async }")
    let worker = try await startWork()
    try await eventually("all have run") {
      try stage.sortedSet("retry").count == 2 && stage.list("queue:shared") == []
    }
    worker.send(SIGTERM)
    #expect(try await worker.ending() == .exited(0))
    #expect(
      try await stage.sidekiqPages(["/metrics": ["Refuse", "Note"], "/metrics/Refuse": [], "/metrics/Note": []]) == [
        "/metrics 200", "/metrics/Refuse 200", "/metrics/Note 200",
      ])
    let totals = try await stage.there(
      """
      found = Sidekiq::Metrics::Query.new.top_jobs
      answer(found.job_results.transform_values { |result| [result.totals['p'], result.totals['f']] }.sort)
      note = Sidekiq::Metrics::Query.new.for_job('Note').job_results['Note']
      answer([note.hist.values.flatten.sum, note.totals['ms'].between?(300, 60_000)])
      """)
    #expect(totals == "[[\"Note\",[3,0]],[\"Refuse\",[2,2]]]\n[3,true]")
  }

  @Test(arguments: ["Quiet", "Quiet All"])
  func `Quiet and Stop reach our process`(button: String) async throws {
    let worker = try await startWork()
    // The buttons for all name nobody.
    let form = button.hasSuffix("All") ? "" : "'identity' => '\(try await identity())', "
    #expect(try await stage.there("puts BROWSER.post('/busy', \(form)'quiet' => '1')") == "302")
    try await eventually("it is quiet") {
      try await stage.there("puts Sidekiq::ProcessSet.new.first.stopping?") == "true"
    }
    try await stage.there("Refuse.perform_async")
    #expect(worker.isRunning)
    #expect(try await stage.there("puts BROWSER.post('/busy', \(form)'stop' => '1')") == "302")
    #expect(try await worker.ending() == .exited(0))
    // Quiet, it took nothing more.
    #expect(
      try await stage.there("answer([Sidekiq::Queue.new('shared').size, Sidekiq::ProcessSet.new.size])") == "[1,0]")
  }

  @Test func `the buttons of Ruby's pages work on our failures`() async throws {
    try await stage.there("3.times { |number| Refuse.perform_async(number) }")
    let fail: (inout WorkerConfiguration) -> Void = { configuration in
      // Not due before the test has ended, however slow the machine is.
      let later = JobOptions(retry: .times(20, after: .seconds(86_400)))
      configuration.registry.register("Refuse", options: later, untyped: { _ in throw Refusal() })
    }
    try await stage.drain("shared", register: fail)
    let pressed = try await stage.there(
      """
      keys = Sidekiq::RetrySet.new.sort_by { |entry| entry.args }.map { |entry| "#{entry.score}-#{entry.jid}" }
      answer([BROWSER.post("/retries/#{keys[0]}", 'retry' => 'Retry'), BROWSER.post("/retries/#{keys[1]}", 'kill' => 'Kill'),
              BROWSER.post("/retries/#{keys[2]}", 'delete' => 'Delete')])
      answer([Sidekiq::Queue.new('shared').map(&:args), Sidekiq::DeadSet.new.map(&:args), Sidekiq::RetrySet.new.size])
      """)
    #expect(pressed == "[302,302,302]\n[[[0]],[[1]],0]")
    try await stage.drain("shared", register: fail)
    #expect(
      try await stage.there("answer(Sidekiq::RetrySet.new.map { |entry| [entry.args, entry['retry_count']] })")
        == "[[[0],0]]")
  }

  @Test func `the pages of the dead and of queues show what was never a job`() async throws {
    let texts = [
      "", "not json", "[1]", "7", "null", #"{"args":[]}"#, #"{"class":7,"args":[]}"#, #"{"class":"A","args":{"a":1}}"#,
      #"{"class":"Unknown","args":["<script>","é"]}"#, #"{"class":"Refuse","args":[1.0]}"#,
      "{\"class\":\"Refuse\",\"args\":[\"\u{1B}[2J\"]}",
    ]
    for text in texts { try stage.pushSidekiq(text) }
    let invalid = Array(#"{"class":"Refuse","args":[""#.utf8) + [0xFF] + Array(#""]}"#.utf8)
    _ = try stage.session.call(RedisCommand("LPUSH", "queue:shared", invalid))
    try await stage.drain("shared") { $0.registry.register("Refuse", untyped: { _ in throw Refusal() }) }
    #expect(try stage.list("queue:shared") == [])
    #expect(
      try await stage.sidekiqPages([
        "/retries": [], "/morgue": [], "/scheduled": [], "/queues": [], "/queues/shared": [],
      ])
        == ["/retries 200", "/morgue 200", "/scheduled 200", "/queues 200", "/queues/shared 200"])
    // Nothing is lost: each is in a set that Ruby shows, or in our own list of what Ruby could not read.
    let overflow = try stage.list("lifeboat:sidekiq:overflow")
    #expect(try stage.sortedSet("retry").count + stage.sortedSet("dead").count + overflow.count == texts.count + 1)
  }
}
