/// Why a job that can be read is not ours to run: something of a Ruby system that has to know of its end would not.
public enum UnfitPayload: Error, Sendable, Equatable, CustomStringConvertible {
  /// It belongs to a batch of Sidekiq Pro, whose completion would never be recorded.
  case batch
  /// Its arguments are encrypted by Sidekiq Enterprise.
  case encrypted
  /// Ruby has run a part of it, and keeps under `it-JID` how far it came.
  case iterated

  public var description: String {
    switch self {
    case .batch: "the job belongs to a batch of Sidekiq Pro, which would not hear of its end; leave it to a Ruby worker"
    case .encrypted: "the job's arguments are encrypted by Sidekiq Enterprise; leave it to a Ruby worker"
    case .iterated:
      "a Ruby worker has run a part of this job and knows how far it came; leave the rest to a Ruby worker"
    }
  }
}
