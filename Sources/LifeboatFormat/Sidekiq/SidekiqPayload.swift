/// A Sidekiq job: `{"retry":true,"queue":"default","class":"Archive","args":[42],"jid":…,"created_at":…,…}`.
///
/// What each run needs is found in one walk over the members; the rest is looked up when somebody asks. Any key may be
/// missing but `class`, and a value of a kind that Ruby would stumble over never loses the job: each property says how it
/// is taken. Source: Sidekiq, `lib/sidekiq/processor.rb`, `job_retry.rb`, `job_util.rb`.
public struct SidekiqPayload: Sendable {
  /// How often a job has failed, as far as its payload tells.
  public enum RetryCount: Sendable, Hashable {
    /// Missing, `null` or `false`: it never failed.
    case none
    /// One less than the number of failures; -1 after a retry by hand of a job that failed once.
    case count(Int)
    /// No number, or one without end: Ruby loses a job that has this and fails.
    case unreadable
  }

  /// The job's bytes and fields.
  public let payload: Payload
  /// The Ruby class to run, for an Active Job its wrapper; see ``ActiveJobEnvelope/isSidekiqWrapper(_:)``.
  public let className: String
  /// The array of arguments; nil when `args` is missing or `null`, which means none, as in Ruby.
  public let arguments: JSONSlice?
  /// How often it has failed.
  public let failures: RetryCount
  /// Whether the job belongs to a batch of Sidekiq Pro, which would never hear of its end from us.
  public let isBatch: Bool
  /// Whether the last argument is encrypted by Sidekiq Enterprise.
  public let isEncrypted: Bool
  /// Whether the job was pushed to its queue some time after it was made: it was scheduled, retried, or begun and given back.
  public let wasPushedAgain: Bool
  private let jidValue: JSONSlice?
  private let wrappedValue: JSONSlice?

  /// Reads a job that can be run.
  ///
  /// Ruby runs two kinds of job that it cannot write again, and so loses when they fail: those with text that is not
  /// UTF-8, and, once they are due for their retry, those of which `args` is no array. Here they are malformed before
  /// they run, so their bytes go where malformed jobs go and nothing is lost.
  ///
  /// - Throws: ``MalformedPayload`` with the reason.
  public init(_ bytes: [UInt8]) throws(MalformedPayload) {
    try self.init(Payload(bytes))
  }

  /// Reads a job that can be run from fields that were found before.
  ///
  /// - Throws: as ``init(_:)-([UInt8])``.
  public init(_ payload: Payload) throws(MalformedPayload) {
    if let offset = payload.findings.invalidUTF8Offset { throw .invalidUTF8(offset: offset) }
    guard let name = payload.className else { throw .noClass }
    guard let className = name.string else { throw .classNotString(name.kind) }
    guard !className.isEmpty else { throw .emptyClass }
    switch payload.arguments?.kind {
    case nil, .null: arguments = nil
    case .array: arguments = payload.arguments
    case .some(let kind): throw .argsNotArray(kind)
    }
    let fields = SidekiqFields(of: payload)
    failures = RetryCount(reading: fields.retryCount)
    isBatch = fields.bid?.isTruthy ?? false
    isEncrypted = fields.encrypt?.isTruthy ?? false
    wasPushedAgain = fields.wasPushedAgain
    jidValue = fields.jid
    wrappedValue = fields.wrapped
    self.payload = payload
    self.className = className
  }

  /// The class inside an Active Job's wrapper; nil when it is missing or no string.
  public var wrapped: String? { wrappedValue?.string }

  /// The class under which Ruby's pages and metrics know the job: ``wrapped``, or else ``className``.
  public var displayClass: String { wrapped.flatMap { $0.isEmpty ? nil : $0 } ?? className }

  /// The job's id; nil when it is missing or no string, and then Ruby's pages can't reach it.
  public var jid: String? { jidValue?.string }

  /// Which attempt the next run is, from 1.
  public var attempt: Int {
    guard case .count(let count) = failures else { return 1 }
    return count >= .max - 1 ? .max : max(1, count + 2)
  }

  /// The `retry_count`; nil when there is none, or an unreadable one, see ``failures``.
  public var retryCount: Int? {
    guard case .count(let count) = failures else { return nil }
    return count
  }
}

extension SidekiqPayload.RetryCount {
  /// A float counts with its whole part, which is what Ruby's arithmetic makes of it.
  init(reading value: JSONSlice?) {
    guard let value, value.isTruthy else {
      self = .none
      return
    }
    if let count = value.int ?? value.double.flatMap({ Int(exactly: $0.rounded(.down)) }) {
      self = .count(count)
    } else {
      self = .unreadable
    }
  }
}

extension JSONSlice {
  /// Whether Ruby takes the value for true: all but `null` and `false`.
  var isTruthy: Bool { !isNull && bool != false }
}
