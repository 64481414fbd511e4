import LifeboatFormat

/// Groups failures by their causes, and keeps of each when it was seen and one of them, in bounded memory.
public struct KindTally: Sendable {
  /// What is known of one cause.
  public struct Summary: Sendable {
    /// What the failures have in common.
    public let kind: FailureKind
    /// How many there are.
    public internal(set) var count: Int
    /// When the first of them failed, in seconds since 1970; `nil` when nobody can say.
    public internal(set) var first: Int?
    /// When the last one failed, the same.
    public internal(set) var last: Int?
    /// One of the newest.
    public let sample: FailureID
    /// The first line of its message, cut.
    public let message: String?
  }

  /// How many failures were grouped.
  public private(set) var count = 0
  /// How many of them have no group: their entries cannot be read, or hold no job.
  public private(set) var malformed = 0
  /// How many of them have causes for which there was no room: those that were met after the most that are kept apart.
  public private(set) var others = 0
  private var summaries: [FailureKind: Summary] = [:]
  private let mostKinds: Int

  /// How many bytes of a sample's message are kept.
  private static let messageLimit = 400

  /// - Parameter mostKinds: how many causes are kept apart.
  public init(mostKinds: Int = 10_000) {
    self.mostKinds = mostKinds
  }

  /// How many causes there are.
  public var kinds: Int { summaries.count }

  /// The largest groups, the largest first; among equal ones the one that was seen last.
  public func largest(_ limit: Int) -> [Summary] {
    let sorted = summaries.values.sorted { left, right in
      (left.count, left.last ?? .min, right.kind.fingerprint.digits)
        > (right.count, right.last ?? .min, left.kind.fingerprint.digits)
    }
    return Array(sorted.prefix(max(0, limit)))
  }

  /// Adds one to its group.
  public mutating func add(_ record: FailureRecord) {
    count += 1
    guard record.malformed == nil else { return malformed += 1 }
    let kind = record.kind
    let time = record.latestFailure
    if let index = summaries.index(forKey: kind) {
      summaries.values[index].note(time)
    } else if summaries.count < mostKinds {
      summaries[kind] = Summary(
        kind: kind, count: 1, first: time, last: time, sample: record.stored.id,
        message: record.message.map(Self.firstLine))
    } else {
      others += 1
    }
  }

  private static func firstLine(_ message: String) -> String {
    let line = message.utf8.drop { $0 <= UInt8(ascii: " ") }.prefix { $0 != UInt8(ascii: "\n") }
    return String(decoding: Array(line.prefix(messageLimit)), as: UTF8.self)
  }
}

extension KindTally.Summary {
  fileprivate mutating func note(_ time: Int?) {
    count += 1
    guard let time else { return }
    first = min(first ?? time, time)
    last = max(last ?? time, time)
  }
}
