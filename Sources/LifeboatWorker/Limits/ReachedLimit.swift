import LifeboatFormat
import Logging

/// The limit that ended a worker, and what was found.
public enum ReachedLimit: Sendable, Equatable, CustomStringConvertible {
  /// As many jobs have begun as may.
  case jobs(Int)
  /// More bytes are resident than may be.
  case memory(resident: Int, most: Int)
  /// It has worked for as long as it may.
  case age(Duration, most: Duration)

  public var description: String { "the limit of \(name) is reached: \(found) of \(most)" }

  /// The same for a log.
  var metadata: Logger.Metadata { ["limit": "\(name)", "found": "\(found)", "most": "\(most)"] }

  private var name: String {
    switch self {
    case .jobs: "jobs"
    case .memory: "memory"
    case .age: "age"
    }
  }

  private var found: String {
    switch self {
    case .jobs(let count): "\(count)"
    case .memory(let resident, _): ByteCountText.format(resident)
    case .age(let age, _): DurationText.format(age)
    }
  }

  private var most: String {
    switch self {
    case .jobs(let count): "\(count)"
    case .memory(_, let most): ByteCountText.format(most)
    case .age(_, let most): DurationText.format(most)
    }
  }
}
