import LifeboatFormat

/// By what failures are counted. The raw values are the words for it in flags.
public enum FailureGrouping: String, Sendable, CaseIterable {
  /// The job's class.
  case className = "class"
  /// The name of the error's class.
  case error
  /// The queue that the job came from.
  case queue
  /// The day of the latest failure.
  case day
  /// What failures of one cause have in common.
  case fingerprint

  /// The group that a failure is in.
  ///
  /// - Parameter secondsEast: how far the clock by which days are told is ahead of UTC at some second since 1970.
  public func group(of record: FailureRecord, secondsEast: (Int) -> Int = { _ in 0 }) -> FailureGroup {
    guard record.malformed == nil else { return .malformed }
    return switch self {
    case .className: .text(record.className)
    case .error: .text(record.exception)
    case .queue: .text(record.queue)
    case .day: .day(record.latestFailure.map { Self.day($0 &+ secondsEast($0)) })
    case .fingerprint: .kind(record.kind)
    }
  }

  private static func day(_ seconds: Int) -> Int {
    let (days, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
    return rest < 0 ? days - 1 : days
  }
}

/// What the failures of one group share.
public enum FailureGroup: Sendable, Hashable {
  /// Their entries cannot be read, or hold no job.
  case malformed
  /// A class, an error or a queue; `nil` where the entries name none.
  case text(String?)
  /// A day, counted from that of 1 January 1970; `nil` where nobody can say.
  case day(Int?)
  /// A cause.
  case kind(FailureKind)
}
