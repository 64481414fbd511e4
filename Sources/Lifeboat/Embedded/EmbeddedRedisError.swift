import LifeboatFormat

/// Why the private Redis could not be started or stopped.
public enum EmbeddedRedisError: Error, Equatable, Sendable, CustomStringConvertible {
  // Fix the machine or the environment.

  /// The system has no `redis-server` in `PATH`.
  case notInstalled
  /// Neither `LIFEBOAT_DEV_DIR`, nor `XDG_STATE_HOME`, nor `HOME` says where the folder may be.
  case noFolder
  /// The folder, or a file in it, cannot be made, read or written.
  case unusableFolder(String, reason: String)
  /// The folder exists, others can look into it, and it is not one of ours.
  case notPrivate(String)

  // Look at what runs, then try again.

  /// Another process holds the folder's lock for too long.
  case busy(String)
  /// The server that was started ended or never answered; `log` is the end of its log.
  case notStarted(folder: String, log: String)
  /// A process is there, but it does not answer.
  case notAnswering(pid: Int, folder: String)
  /// The server was asked to stop and is still there.
  case notStopped(pid: Int)

  public var description: String {
    switch self {
    case .notInstalled:
      "There is no redis-server in PATH. Install it: `apt-get install redis-server` or `brew install redis`."
    case .noFolder:
      "There is no folder for the private Redis: set LIFEBOAT_DEV_DIR (or HOME)."
    case .unusableFolder(let path, let reason):
      "\(Printable.line(path)) cannot be used for the private Redis: \(reason). Set LIFEBOAT_DEV_DIR to another folder."
    case .notPrivate(let path):
      "\(Printable.line(path)) holds files of others or can be read by them. Give the private Redis an empty folder, "
        + "or make this one private: chmod 700."
    case .busy(let path):
      "Another lifeboat has been starting or stopping the Redis in \(Printable.line(path)) for 30 seconds. "
        + "See whether one hangs, then try again."
    case .notStarted(let folder, let log):
      "redis-server did not start in \(Printable.line(folder)). The end of its log: \(Printable.line(log, limit: 600))"
    case .notAnswering(let pid, let folder):
      "The Redis of \(Printable.line(folder)) (process \(pid)) does not answer. Look at it, or end it: kill \(pid)."
    case .notStopped(let pid):
      "The private Redis (process \(pid)) is still writing its data 10 seconds after it was asked to stop. "
        + "Wait, and try again."
    }
  }
}
