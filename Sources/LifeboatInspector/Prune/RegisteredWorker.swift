import LifeboatFormat

/// What Redis holds of a worker id that no incarnation of ours owns: a Ruby worker's, another language's, or one of ours
/// that was left behind.
public struct RegisteredWorker: Sendable {
  /// The id, whatever it is.
  public let id: String
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

  /// - Parameter working: as in ``working``.
  init(id: String, heartbeat: String?, startedAt: Int?, working: [UInt8]?, isWorkingReadable: Bool = true) {
    self.id = id
    parsed = ResqueWorkerID(parsing: id)
    self.heartbeat = heartbeat
    self.startedAt = startedAt
    self.working = working
    running = isWorkingReadable ? working.map { ResqueWorking.read($0) } ?? .nothing : .unreadable
  }

  /// Whether it is one of ours; then its job, if it had one, was put back when its incarnation was ended.
  public var isLifeboat: Bool { parsed?.isLifeboat ?? false }
}
