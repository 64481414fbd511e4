import LifeboatFormat
import Testing

@testable import LifeboatInspector

@Suite struct PruneJudgeTests {
  private static let now = 1_795_252_644

  /// Judges as on the host `box`, where the processes of the captures run.
  private func verdict(
    _ id: String, age: Int? = nil, heartbeat: String? = nil, started: Int? = nil, working: String? = nil
  ) -> PruneVerdict {
    let judge = PruneJudge(now: Self.now, host: "box") { pid in
      switch pid {
      case 1: .resque(startedAt: Self.now - 1_000)
      case 2: .other(startedAt: Self.now - 1_000)
      case 3: .unknown
      case 4: .resque(startedAt: nil)
      default: .none
      }
    }
    return judge.verdict(
      on: RegisteredWorker(
        id: Array(id.utf8),
        heartbeat: (heartbeat ?? age.map { Timestamp.heartbeat(Self.now - $0) }).map { Array($0.utf8) },
        startedAt: started,
        working: working.map { Array($0.utf8) }))
  }

  @Test func `a heartbeat older than 300 whole seconds is death on any host, of any id`() {
    for id in ["far:9:q", "box:9:q", "justahost", "", "far~lifeboat1:9:q", #"{"id":1}"#] {
      #expect(verdict(id, age: 301) == .silent(seconds: 301), "\(id)")
    }
    #expect(verdict("far:9:q", age: 300) == .beats(seconds: 300))
    #expect(verdict("far:9:q", age: -86_400) == .beats(seconds: -86_400))
  }

  @Test(arguments: [
    "2026-11-21T09:12:18+00:00", "2026-11-21T09:12:18Z", "2026-11-21T09:12:18.813+00:00", "2026-11-21 09:12:18 +0000",
    "2026-11-21T04:12:18-05:00",
  ])
  func `a heartbeat is read in every form whose zone is certain`(text: String) {
    #expect(verdict("far:9:q", heartbeat: text) == .silent(seconds: 306))
  }

  // Captured: what others wrote, and what made Ruby workers exit.
  @Test(arguments: [
    "1700000000", "1700000000.5", "soon", "", "\"2026-11-21T09:17:24+00:00\"", "2020-11-21T09:17:24",
    "Sat, 21 Nov 2020 09:17:24 +0000",
  ])
  func `a heartbeat that is no certain time is left alone`(text: String) {
    #expect(verdict("box:9:q", heartbeat: text) == .unreadableHeartbeat(text))
  }

  @Test func `a worker of this host is dead when its process is gone and it has not just beaten`() {
    #expect(verdict("box:9:q") == .processEnded)
    #expect(verdict("box:9:q", age: 121) == .processEnded)
    #expect(verdict("box:9:q", age: 120) == .beats(seconds: 120))
    #expect(verdict("box:1:q", age: 121) == .processRuns(silence: 121))
    #expect(verdict("box:1:q") == .processRuns(silence: nil))
    #expect(verdict("box:3:q") == .neverBeat)
    #expect(verdict("box:3:q", age: 121) == .beats(seconds: 121))
  }

  @Test func `a process of another kind is another only when it began after the worker`() {
    #expect(verdict("box:2:q", started: Self.now - 2_000) == .processReplaced)
    #expect(verdict("box:2:q", started: Self.now - 1_005) == .processRuns(silence: nil))
    #expect(verdict("box:2:q", started: Self.now - 500) == .processRuns(silence: nil))
    #expect(verdict("box:2:q") == .neverBeat)
    #expect(verdict("box:2:q", age: 200) == .beats(seconds: 200))
    #expect(verdict("box:2:q", age: 30, started: 0) == .beats(seconds: 30))
  }

  @Test(arguments: ["box:1:q", "box:2:q", "box:4:q"])
  func `a worker whose process runs here lives, however old its heartbeat`(id: String) {
    let verdict = verdict(id, age: 86_400, started: Self.now - 1_000)
    #expect(verdict == .processRuns(silence: 86_400))
    #expect(verdict.description == "its process runs on this host, though its heartbeat is 86400 s old")
  }

  @Test func `a later process under the same id keeps no worker that is silent`() {
    #expect(verdict("box:1:q", age: 301, started: Self.now - 2_000) == .silent(seconds: 301))
    #expect(verdict("box:2:q", age: 301, started: Self.now - 2_000) == .silent(seconds: 301))
    #expect(verdict("box:3:q", age: 301) == .silent(seconds: 301))
    // It may be another worker of Resque's, which proves nothing of this one.
    #expect(verdict("box:1:q", age: 300, started: Self.now - 2_000) == .beats(seconds: 300))
    #expect(verdict("box:1:q", started: Self.now - 2_000) == .neverBeat)
  }

  @Test(arguments: [
    "BOX:9:q", "box.example.com:9:q", "::1:9:q", "far:9:q", "box:x9:q", "box:9-t0:q", "box:0:q", "box:-9:q",
  ])
  func `another host, or a process id that is none, is not looked up`(id: String) {
    #expect([.neverBeat, .oddID].contains(verdict(id)))
  }

  @Test(arguments: ["justahost", "host:123", "host:123:", "host:123:,,", "", "host:abc:q", #"{"id":1}"#, "host:123:!s"])
  func `an id that Ruby cannot list, without a heartbeat, is reported`(id: String) {
    #expect(verdict(id) == .oddID)
  }

  @Test func `a dead worker whose job cannot be read is left to people, unless it is one of ours`() {
    for text in ["", "{", "[1]", "5", #"{"queue":"q"}"#, #"{"queue":"q","payload":null}"#, #"{"payload":{}}"#] {
      #expect(verdict("far:9:q", age: 301, working: text) == .unreadableJob, "\(text)")
      #expect(verdict("far~lifeboat1:9:q", age: 301, working: text) == .silent(seconds: 301))
      #expect(verdict("far:9:q", age: 3, working: text) == .beats(seconds: 3))
    }
    for text in ["{}", " {} ", "null", #"{"queue":"q","payload":{}}"#] {
      #expect(verdict("far:9:q", age: 301, working: text) == .silent(seconds: 301), "\(text)")
    }
  }

  @Test(arguments: [
    ("ruby /usr/bin/rake resque:work", true), ("resque-3.0.0: Waiting for default", true),
    ("myresque-1", true), ("resque: Starting", true), ("web resque-3.0.0: Forked 1 at 2", true),
    ("resque-web -p 1", false), ("resque-3 resque-web", false), ("swift-resque: Waiting", false), ("resque-", false),
    ("resque-x", false), ("sh -c sleep", false), ("", false), ("resque-x resque-1", true),
  ])
  func `a worker of Resque's is known by its command line, as Ruby knows it`(line: String, isResque: Bool) {
    #expect(PruneJudge.isResque(line) == isResque)
  }
}
