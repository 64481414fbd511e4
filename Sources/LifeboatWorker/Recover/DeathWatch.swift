/// Decides which incarnations are dead. Pure: times are given, nothing is read or written.
///
/// An incarnation is dead when its beat number has not moved for a whole lease, seen by an observer whose own beats
/// succeeded all that time. Any doubt about the observer starts the watch over, so that an outage, a failover, a
/// stopped machine or a changed clock kills nobody.
struct DeathWatch {
  private struct Sighting {
    var number: String
    var since: SuspendingClock.Instant
  }

  /// An incarnation that is to be ended, and the number at which it stopped.
  struct Dead: Equatable {
    let incarnation: String
    let number: String
  }

  private let lease: Duration
  /// A longer silence of the observer itself is a doubt.
  private let patience: Duration
  private var sightings: [String: Sighting] = [:]
  /// The longer of the observer's lease and a member's own; it outlives a start over, since it is asked for once.
  private var leases: [String: Duration] = [:]
  private var lastBeat: SuspendingClock.Instant?

  init(lease: Duration) {
    self.lease = lease
    patience = lease / 2
  }

  /// Starts over: a beat failed, or the server is not the one it was.
  mutating func startOver() {
    sightings = [:]
    lastBeat = nil
  }

  /// The members that were not seen before: their leases are asked for once.
  func unknown(_ beats: [String: String]) -> [String] {
    beats.keys.filter { leases[$0] == nil }
  }

  /// Takes in the answer to an own beat that succeeded.
  ///
  /// - Parameters:
  ///   - beats: incarnation → beat number, of every other member.
  ///   - leases: the leases of members, as far as they are known; others count as the observer's own.
  mutating func observe(
    _ beats: [String: String], leases: [String: Duration] = [:], at now: SuspendingClock.Instant
  ) -> [Dead] {
    if let lastBeat, now - lastBeat > patience { startOver() }
    lastBeat = now
    sightings = sightings.filter { beats[$0.key] != nil }
    self.leases = self.leases.filter { beats[$0.key] != nil }
    for incarnation in unknown(beats) { self.leases[incarnation] = max(lease, leases[incarnation] ?? lease) }
    var dead: [Dead] = []
    for (incarnation, number) in beats {
      guard var sighting = sightings[incarnation], sighting.number == number else {
        sightings[incarnation] = Sighting(number: number, since: now)
        continue
      }
      if now - sighting.since >= self.leases[incarnation] ?? lease {
        dead.append(Dead(incarnation: incarnation, number: number))
        // If ending it fails, it is looked at again after another lease.
        sighting.since = now
        sightings[incarnation] = sighting
      }
    }
    return dead.sorted { $0.incarnation < $1.incarnation }
  }
}
