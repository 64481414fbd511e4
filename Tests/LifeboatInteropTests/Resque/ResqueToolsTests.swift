import Foundation
import Lifeboat
import LifeboatTestSupport
import Testing

/// Resque's own tools, looking at us while we run. See ``ResqueJobTests`` for what they need.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled("needs Resque: install the gem, or set RESQUE_HOME to a checkout of it") {
    await Partner.resque.value != nil
  })
struct ResqueToolsTests {
  private let stage: InteropStage
  private let door = Door()

  init() async throws { stage = try InteropStage(await Partner.resque.value) }

  @Test func `while a job runs Resque's lists and counts are right`() async throws {
    try await workingOnWait(["swift", "other"]) {
      let info = try await stage.there(
        "answer(Resque.info.slice(:pending, :processed, :queues, :workers, :working, :failed))")
      #expect(info == #"{"pending":1,"processed":1,"queues":2,"workers":2,"working":1,"failed":1}"#)
      let workers = try await stage.there(
        """
        all = Resque::Worker.all.sort_by(&:to_s)
        answer(all.map { |w| [w.to_s, w.queues, w.pid, w.working?, w.started.end_with?('+0000'), w.heartbeat.class.to_s] })
        worker = Resque::Worker.working.first
        answer([worker.to_s == all.find(&:working?).to_s, worker.state, worker.job['queue'], worker.job['payload']])
        answer(all.map { |w| [w.processed, w.failed] }.transpose.map(&:sum))
        answer(all.map { |w| w.job['run_at'] }.compact.all? { |at| (Time.now - Time.iso8601(at)).between?(-2, 3600) })
        """)
      let lines = workers.split(separator: "\n").map(String.init)
      let isFirst = lines[0].contains("true,true,\"Time\"],")
      let expected = (1...2).map { slot in
        let isBusy = (slot == 1) == isFirst
        return #"["\#(host)~lifeboat\#(slot):\#(pid):swift,other",["swift","other"],\#(pid),\#(isBusy),true,"Time"]"#
      }
      #expect(lines[0] == "[\(expected.joined(separator: ","))]")
      #expect(lines.dropFirst() == [#"[true,"working","swift",{"class":"Wait","args":[1.0,"é"]}]"#, "[1,1]", "true"])
    }
    let left = try await stage.there("answer([Resque.workers, Resque.working, Resque::Worker.all_heartbeats])")
    #expect(left == "[[],[],{}]")
  }

  @Test func `Resque reads our failed entries`() async throws {
    try await workingOnWait(["swift", "other"]) {
      let entry = try await stage.there(
        """
        entry = Resque::Failure.all(0, 10).first
        Time.strptime(entry['failed_at'], '%Y/%m/%d %H:%M:%S %Z') if require 'time'
        answer(entry.keys)
        answer(entry.slice('payload', 'exception', 'error', 'backtrace', 'queue'))
        answer([Resque::Failure.count, entry['worker'].match?(/~lifeboat[12]:\\d+:swift,other\\z/)])
        """)
      let expected = [
        #"["failed_at","payload","exception","error","backtrace","worker","queue"]"#,
        #"{"payload":{"class":"Fail","args":[2.0,"/"]},"exception":"LifeboatInteropTests.Refusal","#
          + "\"error\":\"Swift refuses é \\\"/\\\" \u{2028}\\n\",\"backtrace\":[],\"queue\":\"swift\"}",
        "[1,true]",
      ]
      #expect(entry.split(separator: "\n").map(String.init) == expected)
    }
  }

  @Test(arguments: [("'swift', 'other'", true), ("'other', 'swift'", true), ("'*'", true), ("'swift'", false)])
  func `a Ruby worker on the same host prunes none of ours`(queues: String, prunesRubys: Bool) async throws {
    try await workingOnWait(["swift", "other"]) {
      // The dead Ruby worker shows whether there was any pruning at all.
      let kept = try await stage.there(
        """
        before = Resque.workers.map(&:to_s).sort
        dead = Resque::Worker.new('swift', 'other')
        dead.to_s = "#{dead.hostname}:4194305:swift,other"
        dead.register_worker
        prune_as_worker_of(\(queues))
        after = Resque.workers.map(&:to_s).sort
        answer([before.size, after - [dead.to_s] == before, !after.include?(dead.to_s), Resque.working.size,
                Resque::Failure.count])
        """)
      #expect(kept == "[2,true,\(prunesRubys),1,1]")
    }
  }

  @Test func `a Ruby worker that starts, works and ends beside us disturbs nothing`() async throws {
    try await workingOnWait(["swift", "other"]) {
      let kept = try await stage.there(
        """
        before = Resque.workers.map(&:to_s).sort
        Resque.enqueue(Note, 'beside')
        work('ruby')
        answer([before.size, Resque.workers.map(&:to_s).sort == before, Resque.working.size, Resque::Failure.count])
        """)
      #expect(kept == "[2,true,1,1]")
      #expect(stage.ledger == [#"["beside"]"#])
    }
  }

  @Test func `Resque reads the entries of jobs that are no jobs`() async throws {
    let deep = String(repeating: "[", count: 99) + String(repeating: "]", count: 99)
    let texts = [
      "", "not json", "[1]", #"{"args":[]}"#, #"{"class":7,"args":[]}"#, #"{"class":"A","args":1}"#,
      #"{"class":"A","args":\#(deep)}"#,
    ]
    let invalid = Array(#"{"class":"A","args":[""#.utf8) + [0xFF] + Array(#""]}"#.utf8)
    try stage.push(raw: texts.map { Array($0.utf8) } + [invalid], to: "swift")
    try await stage.drain("swift") { $0.registry.register("A", untyped: { _ in throw Refusal() }) }
    let entries = try await stage.there(
      """
      all = Resque::Failure.all(0, 20)
      puts all.map { |e| [e['payload']['class'], e['payload']['args'].class, e['exception']].join(' ') }
      puts all.all? { |e| e['error'].is_a?(String) && !e['error'].empty? && e['queue'] == 'swift' }
      puts all.map { |e| (e['payload']['lifeboat_original'] || '-').unpack1('m').size }.join(',')
      """)
    let expected = [
      "(unreadable) Array Lifeboat::MalformedPayload", "(unreadable) Array Lifeboat::MalformedPayload",
      "(unreadable) Array Lifeboat::MalformedPayload", " Array Lifeboat::MalformedPayload",
      "7 Array Lifeboat::MalformedPayload", "A Integer Lifeboat::MalformedPayload",
      // As deep as Ruby reads: it runs, and fails like any other.
      "A Array LifeboatInteropTests.Refusal",
      "A Array Lifeboat::MalformedPayload", "true",
      // What is strict JSON stands there as it is, without the original beside it.
      "0,8,3,0,0,0,\(texts[6].utf8.count),\(invalid.count)",
    ]
    #expect(entries.split(separator: "\n").map(String.init) == expected)
  }

  /// Runs the body while one job of ours runs, one has failed and another waits in a queue that nobody works.
  private func workingOnWait(_ queues: [String], _ body: () async throws -> Void) async throws {
    try await stage.there("Resque::Job.create(:swift, 'Fail', 2.0, '/')")
    try await stage.client.enqueue(NewJob("Waiting", queue: "nobody"))
    try await stage.working(queues, concurrency: 2) { configuration in
      configuration.registry.register("Wait", untyped: { [door] _ in try await door.pass() })
      configuration.registry.register("Fail", untyped: { _ in throw Refusal() })
    } while: {
      defer { door.open() }
      try await eventually("a job has failed") { try stage.list("resque:failed").count == 1 }
      try await stage.there("Resque::Job.create(:swift, 'Wait', 1.0, 'é')")
      try await eventually("the beat has told of both") {
        try await stage.there("answer([Resque.working.size, Resque::Worker.all.sum(&:failed)])") == "[1,1]"
      }
      try await body()
    }
  }

  private var host: String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private var pid: Int { Int(getpid()) }
}
