import LifeboatFormat
import LifeboatRedis

/// Why something could not be read or repaired.
public enum InspectorError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Redis could not be used, or refused.
  case redis(RedisError)
  /// No failed entry has that id.
  case noFailure(prefix: String)
  /// Several failed entries begin with that id.
  case ambiguousFailure(prefix: String, matches: [String])
  /// An id is made of hexadecimal digits.
  case notAnID(String)
  /// Jobs cannot be moved from a queue to itself.
  case sameQueue(String)

  public var description: String {
    switch self {
    case .redis(let error): error.description
    case .noFailure(let prefix):
      "no failed entry has the id \(Printable.line(prefix, limit: 40)); it may have been requeued or removed meanwhile"
    case .ambiguousFailure(let prefix, let matches):
      "several failed entries begin with \(prefix): \(matches.joined(separator: ", ")); give more digits"
    case .notAnID(let text):
      "\(Printable.line(text, limit: 40)) is no id: expected at least \(FailureID.shortest) hexadecimal digits,"
        + " as `failed ls` shows them"
    case .sameQueue(let queue):
      "jobs cannot be moved from \(Printable.line(queue, limit: 80)) to itself; name two queues"
    }
  }
}
