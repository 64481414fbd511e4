/// Sidekiq's format: `queue:NAME` lists taken from the right, sorted sets for what waits, runs again or is dead, one process
/// record for all slots.
///
/// - Source: Sidekiq 6.4 to 8.1; what differs between them is written so that all read it.
public struct SidekiqDialect: Dialect {
  public let name = "sidekiq"
  public let namespace: String
  public let keys: SidekiqKeys
  public let ownKeys: LifeboatKeys
  public let front = ListEnd.tail
  public let hasQueuePatterns = false
  public let activeJobWrapper: String
  /// How times are written into payloads.
  public let times: SidekiqTime.Form
  /// How often a job that fails is retried, where neither its payload nor its class sets a number.
  public var maxRetries: Int

  /// - Parameters:
  ///   - namespace: that of a Sidekiq 6 app with redis-namespace; none unless told.
  ///   - times: seconds, which every version reads rightly, unless told; milliseconds only where every reader is 8.0 or
  ///     newer.
  ///   - activeJobWrapper: the class of new Active Jobs, under the name that every version knows unless told;
  ///     ``ActiveJobEnvelope/newSidekiqWrapper`` only where every reader is 8.0 or newer.
  ///   - maxRetries: what the app's sidekiq.yml calls `max_retries`; 25 unless told.
  public init(
    namespace: String = "", times: SidekiqTime.Form = .seconds,
    activeJobWrapper: String = ActiveJobEnvelope.sidekiqWrapper, maxRetries: Int = SidekiqRetrySetting.standardLimit
  ) {
    self.namespace = namespace
    self.times = times
    self.activeJobWrapper = activeJobWrapper
    self.maxRetries = maxRetries
    keys = SidekiqKeys(namespace: namespace)
    ownKeys = LifeboatKeys(prefix: namespace.isEmpty ? "" : namespace + ":", dialect: name)
  }

  public var pauseAll: String { ownKeys.pauseAll }

  /// The set in which Sidekiq Pro keeps them, which Sidekiq's own pages read since 8.1.
  public var pausedQueues: String { keys.paused }

  public func read(_ bytes: [UInt8]) throws(MalformedPayload) -> JobRecord {
    let payload = try SidekiqPayload(bytes)
    var record: JobRecord
    if ActiveJobEnvelope.isSidekiqWrapper(payload.className) {
      // Sidekiq counts its own retries; Active Job counts those that it enqueues anew.
      record = JobRecord(
        bytes: bytes, activeJob: try ActiveJobEnvelope(wrapperArguments: payload.arguments),
        earlier: payload.attempt - 1)
    } else {
      record = JobRecord(
        bytes: bytes, className: payload.className, arguments: payload.arguments, attempt: payload.attempt)
    }
    record.wasPushedAgain = payload.wasPushedAgain
    if payload.isBatch { record.obstacle = .batch }
    if payload.isEncrypted { record.obstacle = .encrypted }
    return record
  }
}
