import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `lifeboat failed requeue`, killed again and again while others work on the same failures: each job stays in exactly one place,
/// and what was selected is sent exactly once.
@Suite(.timeLimit(.minutes(10))) struct RequeuePropertyTests {
  private static let kills = 25
  private static let failures = 4_000

  @Test(arguments: [false, true])
  func `whatever dies when, no job is lost or doubled, and each selected one is sent once`(isSidekiq: Bool) async throws
  {
    let seed = ProcessInfo.processInfo.environment["SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 0...(.max))
    let stage = try Stage()
    var world = World(seed: seed, isSidekiq: isSidekiq, stage: stage)
    try world.fill(Self.failures)
    let meant = world.chooseClasses()
    var arguments = [
      "failed", "requeue", "--yes", "--rate", "\(Int.random(in: 1_500...4_000, using: &world.generator))/s",
    ]
    for name in meant { arguments += ["--class", name] }
    for _ in 0..<Self.kills {
      let program = try BuiltProgram("lifeboat", arguments + world.flags)
      try await world.live(beside: program)
      program.kill()
      if let id = try world.operation() { arguments = ["op", "resume", id] }
    }
    if let id = try world.operation(), try world.state(of: id) != "finished" {
      let last = try await stage.run(["op", "resume", id, "--rate", "1000000/s"] + world.flags.dropLast(2))
      #expect(last.ending == .exited(0), "seed \(seed): \(last.errors)")
    }
    #expect(try world.operation().map { try world.state(of: $0) } == "finished", "seed \(seed)")
    try world.check(meant: meant, "seed \(seed)")
  }
}

/// An app's failures, and what was done with them beside `lifeboat`.
private struct World {
  var generator: SplitMix
  private let neighbour: Neighbour
  private let stage: Stage
  private let isSidekiq: Bool
  /// How many failures there were before the operation began.
  private var initial = Int.max
  private var next = 0
  /// Taken away by somebody.
  private var removed: Set<Int> = []
  /// Sent by Ruby, and in Resque kept and marked.
  private var requeued: Set<Int> = []
  /// Taken from the queue and run.
  private var worked: [Int] = []
  private let classes = ["Mail", "Ship", "Tax::Report", "É 😀"]

  init(seed: UInt64, isSidekiq: Bool, stage: Stage) {
    generator = SplitMix(state: seed)
    neighbour = Neighbour(isSidekiq: isSidekiq, session: stage.session)
    self.stage = stage
    self.isSidekiq = isSidekiq
  }

  var flags: [String] {
    ["--dialect", isSidekiq ? "sidekiq" : "resque", "--redis", stage.redis.urlText]
  }

  mutating func fill(_ count: Int) throws {
    while next < count { try fail(500) }
    initial = next
  }

  mutating func chooseClasses() -> [String] {
    Array(classes.shuffled(using: &generator).prefix(Int.random(in: 1...3, using: &generator)))
  }

  /// Does things until the program has taken the operation up and for a random time beyond, or until it has ended.
  mutating func live(beside program: BuiltProgram) async throws {
    let before = try epoch()
    var left = Int.random(in: 0...40, using: &generator)
    while program.isRunning, try left > 0 || epoch() == before {
      left -= 1
      let deed = Neighbour.Deed.allCases.randomElement(using: &generator) ?? .work
      guard deed != .fail else {
        try fail(Int.random(in: 1...5, using: &generator))
        continue
      }
      let touched = try neighbour.run(deed, random: Int.random(in: 0..<1_000_000, using: &generator)).compactMap(
        Self.number)
      switch deed {
      case .remove, .trim: removed.formUnion(touched)
      case .requeue: requeued.formUnion(touched)
      default: worked += touched
      }
      try await Task.sleep(for: .milliseconds(Int.random(in: 0...5, using: &generator)))
    }
  }

  /// Goes up whenever a program takes the operation up.
  private func epoch() throws -> Int? {
    try operation().flatMap { try stage.call("HGET", own + "op:\($0)", "epoch").int }
  }

  /// The operation's id; `nil` before it was stored.
  func operation() throws -> String? {
    try stage.call(
      "ZRANGE", (isSidekiq ? "" : "resque:") + "lifeboat:\(isSidekiq ? "sidekiq" : "resque"):ops", "0", "0"
    )
    .array?.first?.string
  }

  func state(of id: String) throws -> String? {
    try stage.call("HGET", own + "op:\(id)", "state").string
  }

  private var own: String { isSidekiq ? "lifeboat:sidekiq:" : "resque:lifeboat:resque:" }

  /// Looks for each job that ever failed.
  func check(meant: [String], _ comment: Comment) throws {
    let queue = try stage.list(isSidekiq ? "queue:mail" : "resque:queue:mail").compactMap(Self.number)
    let sent = Dictionary((queue + worked).map { ($0, 1) }, uniquingKeysWith: +)
    let kept =
      try isSidekiq
      ? stage.call("ZRANGE", "dead", "0", "-1").strings.map { String(decoding: $0, as: UTF8.self) }
      : stage.list("resque:failed")
    let failed = Dictionary(kept.compactMap(Self.number).map { ($0, 1) }, uniquingKeysWith: +)
    let held = try stage.call("KEYS", "*:op:*:*").strings.map { String(decoding: $0, as: UTF8.self) }
    #expect(held.allSatisfy { $0.hasSuffix(":journal") }, comment)
    var wrong: [String] = []
    for number in 0..<next {
      let (inQueue, inSet) = (sent[number, default: 0], failed[number, default: 0])
      let isMeant = meant.contains(name(number))
      let expected: (Int, Int) =
        if requeued.contains(number) {
          (1, isSidekiq || removed.contains(number) ? 0 : 1)
        } else if removed.contains(number) {
          (0, 0)
        } else {
          isMeant ? (1, 0) : (0, 1)
        }
      if (inQueue, inSet) != expected { wrong.append("\(number): sent \(inQueue), failed \(inSet), not \(expected)") }
    }
    #expect(wrong.isEmpty, comment)
  }

  private mutating func fail(_ count: Int) throws {
    let entries = (next..<next + count).map { entry($0) }
    next += count
    _ = try neighbour.run(.fail, random: 0, entries: entries)
  }

  /// Those that fail while the operation begins may be claimed with the others; their class is never meant.
  private func name(_ number: Int) -> String { number < initial ? classes[number * 7 / 3 % classes.count] : "Late" }

  private func entry(_ number: Int) -> String {
    let job = #""class":"\#(name(number))","args":[\#(number),1.0]"#
    return isSidekiq
      ? #"{"retry":true,"queue":"mail",\#(job),"jid":"\#(number)","created_at":1795252255.25,"error_message":"no","#
        + #""error_class":"E","failed_at":1795252257.75,"retry_count":3}"#
      : #"{"failed_at":"2026/01/02 03:04:05 UTC","payload":{\#(job)},"exception":"E","error":"no","queue":"mail"}"#
  }

  /// The number of an entry's or a job's: its first argument.
  private static func number(_ text: String) -> Int? {
    guard let start = text.range(of: #""args":["#)?.upperBound else { return nil }
    return Int(text[start...].prefix { $0.isNumber })
  }
}

/// Numbers that follow from a seed: Steele, Lea and Flood, "Fast splittable pseudorandom number generators".
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
