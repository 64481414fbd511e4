/// What a new Active Job has beside its class, arguments and queue.
public struct ActiveJobOptions: Sendable, Hashable {
  /// The job's id: a random UUID, unless told.
  public var jobID: String
  /// The locale that Rails runs it with.
  public var locale: String
  /// The name of the time zone that Rails runs it in, such as `Tokyo`; the app's own when nil.
  public var timeZone: String?
  /// The priority, for apps whose jobs read it; Resque does not.
  public var priority: Int?

  /// The options that a job has in an app which sets none.
  public init(
    jobID: String = ActiveJobOptions.randomJobID(), locale: String = "en", timeZone: String? = nil,
    priority: Int? = nil
  ) {
    self.jobID = jobID
    self.locale = locale
    self.timeZone = timeZone
    self.priority = priority
  }

  /// A random UUID of version 4 in lower case, as Ruby's `SecureRandom.uuid` makes it.
  public static func randomJobID() -> String {
    var generator = SystemRandomNumberGenerator()
    return jobID(using: &generator)
  }

  static func jobID(using generator: inout some RandomNumberGenerator) -> String {
    let high = generator.next() & ~0xF000 | 0x4000
    let low = generator.next() & ~(3 << 62) | 1 << 63
    let digits = [high, low].map { half in
      let digits = String(half, radix: 16)
      return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }.joined()
    var parts: [Substring] = []
    var rest = digits[...]
    for length in [8, 4, 4, 4, 12] {
      parts.append(rest.prefix(length))
      rest = rest.dropFirst(length)
    }
    return parts.joined(separator: "-")
  }
}
