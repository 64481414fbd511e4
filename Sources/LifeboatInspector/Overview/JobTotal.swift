/// A number of jobs that an overview tells.
public struct JobTotal: Sendable, Equatable {
  /// What is counted. The raw values are the names of the JSON's fields.
  public enum Kind: String, Sendable {
    /// Jobs that wait in queues.
    case waiting
    /// Jobs that Lifeboat workers hold: running, or about to.
    case inFlight = "in_flight"
    /// Jobs that said "later".
    case snoozed
    /// Resque's jobs that wait for their time, retries included.
    case delayed
    /// Sidekiq's jobs that wait for their time and have not failed.
    case scheduled
    /// Sidekiq's jobs that wait for a retry.
    case retries
    /// Resque's failures, in whichever lists the app keeps them.
    case failed
    /// Sidekiq's failures that are not retried any more.
    case dead
    /// Such failures that Lifeboat keeps beside Sidekiq's set, which trims itself.
    case overflow
    /// Jobs that ever ended, failures included.
    case processedEver = "processed_ever"
    /// Jobs that ever failed.
    case failedEver = "failed_ever"

    /// The words for people.
    public var words: String { String(rawValue.map { $0 == "_" ? " " : $0 }) }
  }

  /// What is counted.
  public let kind: Kind
  /// How many there are.
  public let count: Int

  /// A total.
  public init(_ kind: Kind, _ count: Int) {
    self.kind = kind
    self.count = count
  }
}
