import LifeboatFormat
import LifeboatRedis

/// Looks at the members of an app until it knows of each whether it lives, for somebody who is no member himself.
///
/// A process of this machine is looked up. Another is watched, by the rule that workers follow: it lives when its beat
/// number moves, and is dead when that stood still for its whole lease (``DeathWatch``). It only reads.
public struct MemberWatch: Sendable {
  /// What is known of a member.
  public enum State: Sendable, Equatable {
    /// Dead: its process was on this machine and has ended.
    case processEnded
    /// Dead: its beat number stood still for its whole lease.
    case silent
    /// Alive: its process runs on this machine, though it may be stopped.
    case processRuns
    /// Alive: its beat number moved.
    case beats
    /// Not known yet.
    case watched

    /// Whether it is to be ended.
    public var isDead: Bool { self == .processEnded || self == .silent }
  }

  private struct Sighting {
    let member: Member
    let number: String
    var state: State
  }

  private let dialect: any WorkerDialect
  private var watch: DeathWatch?
  private var sightings: [String: Sighting] = [:]
  private var lives: String?

  /// A watch that has seen nothing yet.
  public init(dialect: any WorkerDialect) {
    self.dialect = dialect
  }

  /// The members that were there at the latest look, by host and process.
  public var members: [(member: Member, state: State)] {
    sightings.values.map { ($0.member, $0.state) }.sorted {
      ($0.0.host ?? "", $0.0.pid ?? 0, $0.0.incarnation) < ($1.0.host ?? "", $1.0.pid ?? 0, $1.0.incarnation)
    }
  }

  /// The longest that it takes from now until all is known; `nil` when it is.
  public var patience: Duration? {
    sightings.values.filter { $0.state == .watched }.map(\.member.lease).max()
  }

  /// How long to wait between two looks, so that no doubt arises about the observer.
  public var pause: Duration {
    min(.seconds(1), (sightings.values.map(\.member.lease).min() ?? .seconds(1)) / 10)
  }

  /// Looks once. Whoever was seen for the first time is known after a later look, unless its process is here.
  public mutating func look(on session: RedisSession) throws(RedisError) {
    let beats = try session.call(RedisCommand("HGETALL", dialect.ownKeys.processes)).fields
    // Another server may know another past.
    if lives != session.server?.runID { watch?.startOver() }
    lives = session.server?.runID
    sightings = sightings.filter { beats[$0.key] != nil }
    try meet(beats.filter { sightings[$0.key] == nil }, on: session)
    let leases = sightings.mapValues(\.member.lease)
    var watch = watch ?? DeathWatch(lease: leases.values.min() ?? .seconds(1))
    let dead = watch.observe(beats, leases: leases, at: SuspendingClock.now)
    self.watch = watch
    for name in beats.keys {
      judge(name, number: beats[name] ?? "", isSilent: dead.contains { $0.incarnation == name })
    }
  }

  /// Ends a member that is dead, as another worker would: its jobs go back to the front of their queues.
  public func end(_ member: Member, on session: RedisSession) throws(RedisError) -> Recovery.Ending {
    guard let sighting = sightings[member.incarnation] else { return .gone }
    return try Recovery(dialect: dialect, session: session).end(
      DeathWatch.Dead(incarnation: member.incarnation, number: sighting.number))
  }

  private mutating func meet(_ beats: [String: String], on session: RedisSession) throws(RedisError) {
    let own = dialect.ownKeys
    let names = Array(beats.keys)
    let records = try session.pipeline(names.map { RedisCommand("HGETALL", own.process($0)) })
    let held = try session.pipeline(names.map { RedisCommand("HLEN", own.inflight($0)) })
    for (index, name) in names.enumerated() {
      let member = Member(incarnation: name, record: records[index].fields, jobs: held[index].int ?? 0)
      sightings[name] = Sighting(member: member, number: beats[name] ?? "", state: .watched)
    }
  }

  private mutating func judge(_ name: String, number: String, isSilent: Bool) {
    guard var sighting = sightings[name], sighting.state == .watched else { return }
    switch sighting.member.runs {
    case true: sighting.state = .processRuns
    case false: sighting.state = .processEnded
    case nil where number != sighting.number: sighting.state = .beats
    case nil where isSilent: sighting.state = .silent
    default: return
    }
    sightings[name] = sighting
  }
}
