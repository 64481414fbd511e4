import Foundation
import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

@Suite(.timeLimit(.minutes(10))) struct MemberWatchTests {
  private let scripts: Scripts
  private var session: RedisSession { scripts.session }

  init() throws { scripts = try Scripts() }

  /// Looks until all is known, while the body does what the members do.
  private func watch(_ during: (Int) throws -> Void = { _ in }) async throws -> MemberWatch {
    var watch = MemberWatch(dialect: ResqueDialect())
    for count in 0... {
      try watch.look(on: session)
      guard watch.patience != nil else { break }
      try during(count)
      try await Task.sleep(for: watch.pause)
    }
    return watch
  }

  private func states(_ watch: MemberWatch) -> [String: MemberWatch.State] {
    Dictionary(uniqueKeysWithValues: watch.members.map { ($0.member.incarnation, $0.state) })
  }

  @Test func `nobody is there`() async throws {
    let watch = try await watch()
    #expect(watch.members.isEmpty)
  }

  @Test func `a member that beats is known to live at its first beat, another waits for its own lease`() async throws {
    for (name, lease) in [("lives", "3600000"), ("dead", "1000"), ("slow", "2000")] {
      try scripts.register(name, record: ["host", "far", "pid", "7", "lease_ms", lease, "slots", "2"])
    }
    let begin = SuspendingClock.now
    var slowNumber = 1
    let watch = try await watch { _ in
      try session.run("HINCRBY", scripts.own.processes, "lives", "1")
      // Within its own lease, which is longer than that of the dead one.
      if slowNumber == 1, SuspendingClock.now - begin > .milliseconds(1_200) {
        slowNumber += 1
        try session.run("HINCRBY", scripts.own.processes, "slow", "1")
      }
    }
    #expect(states(watch) == ["lives": .beats, "dead": .silent, "slow": .beats])
    #expect(SuspendingClock.now - begin >= .seconds(1))
  }

  @Test func `a dead member's jobs go back to the front of their queues, and its presence goes`() async throws {
    try scripts.register(
      "dead", ids: ["far~lifeboat1:7:mail"], record: ["host", "far", "pid", "7", "lease_ms", "1000"])
    try session.run("HSET", scripts.own.inflight("dead"), "2:a b", "two", "1:a b", "one")
    try session.run("RPUSH", "resque:queue:a b", "three")
    let watch = try await watch()
    #expect(watch.members.map(\.member.jobs) == [2])
    let ending = try watch.end(watch.members[0].member, on: session)
    guard case .ended(let remains) = ending else {
      Issue.record("\(ending)")
      return
    }
    #expect(remains.returned == 2 && remains.poisoned == 0)
    #expect(try session.list("resque:queue:a b") == ["one", "two", "three"])
    #expect(try session.keys("resque:workers*") == [])
    #expect(try watch.end(watch.members[0].member, on: session) == .gone)
  }

  @Test func `a member that beats again before it is ended lives, and jobs that fit nowhere keep it`() async throws {
    for name in ["back", "stuck"] { try scripts.register(name, record: ["host", "far", "lease_ms", "1000"]) }
    try session.run("HSET", scripts.own.inflight("stuck"), "1:mail", "one")
    try session.run("SET", "resque:queue:mail", "no list")
    let watch = try await watch()
    try session.run("HINCRBY", scripts.own.processes, "back", "1")
    let endings = try watch.members.map { try watch.end($0.member, on: session) }
    #expect(endings == [.alive, .refused("WRONGTYPE the queue mail is no list")])
    #expect(try session.hash(scripts.own.processes).count == 2)
  }

  @Test func `a member without a record is watched for the usual lease`() throws {
    try session.run("HSET", scripts.own.processes, "bare", "1")
    var watch = MemberWatch(dialect: ResqueDialect())
    try watch.look(on: session)
    #expect(watch.patience == .seconds(30))
    #expect(watch.members[0].member.host == nil)
    try session.run("DEL", scripts.own.processes)
    try watch.look(on: session)
    #expect(watch.patience == nil)
    #expect(watch.members.isEmpty)
  }

  @Test(arguments: [
    ("0", Duration.seconds(1)), ("-5", .seconds(1)), ("999", .seconds(1)), ("1000", .seconds(1)),
    ("-9223372036854775808", .seconds(1)),
    ("3600000", .seconds(3600)), ("3600001", .seconds(3600)), ("9223372036854775807", .seconds(3600)),
    ("9223372036854775808", .seconds(30)), ("soon", .seconds(30)), ("", .seconds(30)),
  ])
  func `a lease that no worker can have is taken for the nearest that it can`(text: String, lease: Duration) throws {
    try scripts.register("odd", record: ["host", "far", "pid", "7", "lease_ms", text])
    var watch = MemberWatch(dialect: ResqueDialect())
    try watch.look(on: session)
    #expect(watch.patience == lease)
    #expect(watch.pause >= .milliseconds(100) && watch.pause <= .seconds(1))
    let recovery = Recovery(dialect: ResqueDialect(), session: session)
    #expect(try recovery.leases(of: ["odd"]) == (Int(text) == nil ? [:] : ["odd": lease]))
  }

  @Test func `a member that says it has no lease is found dead all the same`() async throws {
    try scripts.register("odd", record: ["host", "far", "pid", "7", "lease_ms", "0"])
    #expect(states(try await watch()) == ["odd": .silent])
  }

  #if os(Linux)
    @Test func `a process of this machine is looked up at the first look`() async throws {
      let own = try #require(ProcessIdentity.own)
      let gone = try BuiltProgram("/bin/sh", ["-c", "exit 0"])
      _ = try await gone.ending()
      for (name, pid, start) in [
        ("here", Int(getpid()), own.start), ("gone", Int(gone.pid), "5"), ("replaced", Int(getpid()), "5"),
      ] {
        try scripts.register(
          name,
          record: ["host", LocalHost.name, "pid", "\(pid)", "machine", own.machine, "process_start", start])
      }
      var watch = MemberWatch(dialect: ResqueDialect())
      try watch.look(on: session)
      #expect(states(watch) == ["here": .processRuns, "gone": .processEnded, "replaced": .processEnded])
      #expect(watch.patience == nil)
    }

    @Test func `a process of another host is not looked up, though all else is the same`() throws {
      let own = try #require(ProcessIdentity.own)
      try scripts.register(
        "far", record: ["host", "far", "pid", "4194305", "machine", own.machine, "process_start", own.start])
      var watch = MemberWatch(dialect: ResqueDialect())
      try watch.look(on: session)
      #expect(states(watch) == ["far": .watched])
    }
  #endif
}
