import LifeboatFormat

/// An entry of Sidekiq's dead or retry set, or of our overflow list.
struct DeadEntry: Sendable {
  /// The sets by their names in flags.
  enum Origin: String {
    case dead
    case retry
    case overflow
  }

  let origin: Origin
  /// What lies there: for the overflow with the score in front.
  let element: [UInt8]
  /// When it died, or is due, in seconds since 1970; `nil` when nobody can say.
  let score: Double?

  /// A member of a sorted set.
  init(_ element: SortedSetWalk.Element, of origin: Origin) {
    self.origin = origin
    self.element = element.member
    score = element.score
  }

  /// An element of the overflow list, `SCORE:bytes`; one without a score is taken for the bytes alone.
  init(overflow element: [UInt8]) {
    origin = .overflow
    self.element = element
    score = Self.overflowScore(element)?.value
  }

  init(_ stored: StoredFailure) {
    origin = Origin(rawValue: stored.set) ?? .dead
    element = stored.bytes
    score = origin == .overflow ? Self.overflowScore(element)?.value : stored.score.flatMap { Double($0) }
  }

  /// What it is called.
  var id: FailureID { FailureID(entry: element, list: origin.rawValue) }

  /// The job, with what its failure left in it.
  var job: [UInt8] {
    guard origin == .overflow, let length = Self.overflowScore(element)?.length else { return element }
    return Array(element[length...])
  }

  /// The element with another job in it.
  func element(holding job: [UInt8]) -> [UInt8] {
    guard origin == .overflow, let length = Self.overflowScore(element)?.length else { return job }
    return element[..<length] + job
  }

  /// The class that people know a job by: what a wrapper wraps, also where its envelope cannot be read.
  static func shownClass(_ className: String?, wrapped: JSONSlice?, arguments: JSONSlice?) -> String? {
    if let name = wrapped?.string, !name.isEmpty { return name }
    guard let className, ActiveJobEnvelope.isSidekiqWrapper(className) else { return className }
    var elements = arguments?.elements
    return elements?.next()?["job_class"]?.string ?? className
  }

  private static func overflowScore(_ element: [UInt8]) -> (value: Double, length: Int)? {
    // A double has 24 characters at most.
    guard let colon = element.prefix(32).firstIndex(of: UInt8(ascii: ":")),
      let value = Double(String(decoding: element[..<colon], as: UTF8.self))
    else { return nil }
    return (value, colon + 1)
  }

  /// The same, as every dialect shows it.
  func failure(_ dialect: SidekiqDialect) -> Failure {
    let job = job
    var failure = Failure(id: id, set: origin.rawValue, bytes: element)
    failure.job = job
    let moment = score.flatMap { SidekiqTime($0)?.seconds }
    var retries = Failure.Retries()
    if origin == .retry { retries.dueAt = moment } else { retries.diedAt = moment }
    do throws(MalformedPayload) {
      let payload = try Payload(job)
      failure.read(payload)
      retries.jid = payload.slice(of: "jid")?.string
      retries.count = payload.slice(of: "retry_count")?.int
      failure.isActiveJob = (try? dialect.read(job))?.activeJob != nil
    } catch {
      failure.malformed = error
    }
    failure.retries = retries
    do { _ = try SidekiqDueEntry(job) } catch {
      failure.obstacle = "its job is malformed, and Ruby would lose it: \(error)"
    }
    return failure
  }
}

extension Failure {
  /// Reads the fields that a failure leaves in a job of Sidekiq's.
  fileprivate mutating func read(_ job: Payload) {
    queue = job.slice(of: "queue")?.string
    className = DeadEntry.shownClass(
      job.className?.string, wrapped: job.slice(of: "wrapped"), arguments: job.arguments)
    exception = job.slice(of: "error_class")?.string
    error = job.slice(of: "error_message")?.string
    failedAt = job.slice(of: "failed_at").map(Self.time)
    retriedAt = job.slice(of: "retried_at").map(Self.time)
    payload = job.bytes
    if let packed = job.slice(of: "error_backtrace")?.string {
      do { backtrace = try SidekiqBacktrace.decode(packed) } catch { backtraceProblem = error.description }
    }
  }

  /// A number in either form; whatever else stands there is shown as it stands.
  private static func time(_ value: JSONSlice) -> RecordedTime {
    RecordedTime(
      text: Printable.line(value.bytes, limit: 40), seconds: SidekiqTime(reading: value)?.seconds)
  }
}
