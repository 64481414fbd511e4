/// A job as a worker sees it: its bytes, and what was read from them.
public struct JobRecord: Sendable {
  /// The job's bytes, as they came.
  public let bytes: [UInt8]
  /// The Ruby class name; an Active Job's own, not that of its wrapper.
  public let className: String
  /// Which attempt this is, from 1.
  public let attempt: Int
  /// Why it is not ours to run, as far as its payload tells; `nil` when it is.
  public var obstacle: UnfitPayload?
  /// Whether it was pushed to its queue some time after it was made, as far as its payload tells.
  public var wasPushedAgain = false
  private let content: Content

  /// What the arguments come from. Indirect: records are copied often, and most are plain.
  private enum Content: Sendable {
    case plain(JSONSlice?)
    indirect case activeJob(ActiveJobEnvelope)
  }

  /// A job whose parts a dialect has read.
  public init(bytes: [UInt8], className: String, arguments: JSONSlice?, attempt: Int) {
    self.bytes = bytes
    self.className = className
    self.attempt = attempt
    content = .plain(arguments)
  }

  /// An Active Job that a dialect has unwrapped.
  ///
  /// - Parameter earlier: how many attempts there were that the Active Job does not know of.
  public init(bytes: [UInt8], activeJob: ActiveJobEnvelope, earlier: Int = 0) {
    self.bytes = bytes
    className = activeJob.className
    attempt = activeJob.attempt.addingReportingOverflow(earlier).overflow ? .max : activeJob.attempt + earlier
    content = .activeJob(activeJob)
  }

  /// The job's id, where its payload has one. Looked up when asked for.
  public var jid: String? { (try? Payload(bytes))?.slice(of: "jid")?.string }

  /// The wrapper's content when it is an Active Job.
  public var activeJob: ActiveJobEnvelope? {
    guard case .activeJob(let envelope) = content else { return nil }
    return envelope
  }

  /// The positional arguments; `nil` when the payload has none. Those of an Active Job are made plain each time that
  /// they are asked for.
  public var arguments: JSONSlice? {
    switch content {
    case .plain(let arguments): arguments
    case .activeJob(let envelope): envelope.plainArguments
    }
  }
}
