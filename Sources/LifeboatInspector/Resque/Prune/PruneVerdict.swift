import LifeboatFormat

/// Whether a worker is dead, and why that is thought.
public enum PruneVerdict: Sendable, Equatable {
  /// Dead: no heartbeat for that many seconds, which is more than Ruby allows.
  case silent(seconds: Int)
  /// Dead: this host has no process of its id.
  case processEnded
  /// Dead: the process of its id began after the worker did.
  case processReplaced
  /// Dead, but its record of the job that it ran cannot be read: only somebody who has looked at it may remove it.
  case unreadableJob

  /// Alive: its last heartbeat is that many seconds old.
  case beats(seconds: Int)
  /// Alive: its process runs on this host. Its last heartbeat is that many seconds old; `nil` when it wrote none.
  case processRuns(silence: Int?)

  /// Not known: it never wrote a heartbeat, and its process cannot be looked up.
  case neverBeat
  /// Not known: its heartbeat cannot be read.
  case unreadableHeartbeat(String)
  /// Not known: it has no heartbeat and an id that says nothing, or an id that is no UTF-8.
  case oddID

  /// Whether it is known to be dead.
  public var isDead: Bool {
    switch self {
    case .silent, .processEnded, .processReplaced, .unreadableJob: true
    default: false
    }
  }

  /// Whether it is known to live.
  public var isAlive: Bool {
    switch self {
    case .beats, .processRuns: true
    default: false
    }
  }
}

extension PruneVerdict: CustomStringConvertible {
  /// The reason, for people.
  public var description: String {
    switch self {
    case .silent(let seconds): "no heartbeat for \(seconds) s"
    case .processEnded: "its process on this host has ended"
    case .processReplaced: "its process id on this host belongs to another process now"
    case .unreadableJob: "it is gone, but its record of a running job cannot be read"
    case .beats(let seconds): "its heartbeat is \(max(0, seconds)) s old"
    case .processRuns(nil): "its process runs on this host"
    case .processRuns(let seconds?): "its process runs on this host, though its heartbeat is \(seconds) s old"
    case .neverBeat: "it never wrote a heartbeat, so nobody can tell"
    case .unreadableHeartbeat(let text):
      "its heartbeat \(Printable.line(text, limit: 40)) is no time; a Ruby worker that cannot read it exits at its start"
    case .oddID: "its id is not HOST:PID:QUEUES; Ruby's worker lists fail on it"
    }
  }
}
