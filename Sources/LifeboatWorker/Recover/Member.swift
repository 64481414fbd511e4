import LifeboatRedis

/// An incarnation that is a member, as it registered.
public struct Member: Sendable {
  /// Its random name.
  public let incarnation: String
  /// The host that it runs on; `nil` when its record is gone.
  public let host: String?
  /// Its process id there.
  public let pid: Int?
  /// How many jobs it runs at once.
  public let slots: Int?
  /// How long it may be silent, within what a worker may be configured to: 1s to 1h.
  public let lease: Duration
  /// How many jobs it holds.
  public let jobs: Int
  private let identity: ProcessIdentity?

  /// What a worker's lease is that did not say.
  private static let usualLease = Duration.seconds(30)

  /// - Parameter record: the fields of its process record.
  init(incarnation: String, record: [String: String], jobs: Int) {
    self.incarnation = incarnation
    host = record["host"]
    pid = record["pid"].flatMap { Int($0) }
    slots = record["slots"].flatMap { Int($0) }
    lease = record["lease_ms"].flatMap { Self.lease(milliseconds: $0) } ?? Self.usualLease
    self.jobs = jobs
    if let machine = record["machine"], let start = record["process_start"] {
      identity = ProcessIdentity(machine: machine, start: start)
    } else {
      identity = nil
    }
  }

  /// The lease that a record tells of. One that no worker can have is some other program's, or damaged: without bounds it
  /// would be waited for in vain, or not at all.
  static func lease(milliseconds text: String) -> Duration? {
    let leases = WorkerConfiguration.leases
    return Int(text).map { min(max(.milliseconds($0), leases.lowerBound), leases.upperBound) }
  }

  /// Whether its process still runs, where this machine can tell for sure; a process that is stopped runs too.
  var runs: Bool? {
    guard let identity, let pid, host == LocalHost.name else { return nil }
    return identity.runs(pid: pid)
  }
}

extension RedisValue {
  /// The fields of a hash whose values are text.
  var fields: [String: String] {
    var fields: [String: String] = [:]
    for (name, value) in (array ?? []).pairs() {
      if let name = name.string { fields[name] = value.string ?? "" }
    }
    return fields
  }
}
