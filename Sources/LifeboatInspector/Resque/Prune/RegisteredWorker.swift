import LifeboatFormat

/// What Redis holds of a worker id that no incarnation of ours owns: a Ruby worker's, another language's, or one of ours
/// that was left behind.
public struct RegisteredWorker: Sendable {
  /// The id, whatever it is; bytes that are no UTF-8 are shown as U+FFFD.
  public let id: String
  /// Whether the id is UTF-8. One that is not can be shown, but not named to Redis.
  let isText: Bool
  /// What the id says; `nil` when Ruby could not list it.
  public let parsed: ResqueWorkerID?
  /// The time of its last heartbeat, as its writer put it; `nil` when there is none.
  public let heartbeat: String?
  /// When it started, in seconds since 1970, as far as that was written.
  public let startedAt: Int?
  /// Its record of the job that it runs; `nil` while it is idle.
  public let working: [UInt8]?
  /// What can be read of that.
  public let running: ResqueWorking.Reading

  /// - Parameters:
  ///   - id: as Redis holds it.
  ///   - working: as in ``working``.
  init(id: [UInt8], heartbeat: [UInt8]?, startedAt: Int?, working: [UInt8]?, isWorkingReadable: Bool = true) {
    self.id = String(decoding: id, as: UTF8.self)
    isText = self.id.utf8.elementsEqual(id)
    parsed = isText ? ResqueWorkerID(parsing: self.id) : nil
    self.heartbeat = heartbeat.map { String(decoding: $0, as: UTF8.self) }
    self.startedAt = startedAt
    self.working = working
    running = isWorkingReadable ? working.map { ResqueWorking.read($0) } ?? .nothing : .unreadable
  }

  /// Whether it is one of ours; then its job, if it had one, was put back when its incarnation was ended.
  public var isLifeboat: Bool { parsed?.isLifeboat ?? false }
}
