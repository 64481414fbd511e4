import LifeboatFormat

/// What a worker is told in Resque's own way: by variables of the environment, or as `rake` takes them, by `NAME=VALUE`
/// among the arguments. So a Procfile's line needs another program and nothing else.
///
/// - Source: Resque, `lib/resque/tasks.rb`, `lib/resque/worker.rb`, `lib/resque/failure.rb`; resque-scheduler,
///   `lib/resque/scheduler/lock/base.rb`.
struct ResqueSettings {
  /// `QUEUES`, else `QUEUE`; as Ruby reads them, separated by commas.
  private(set) var queues: String?
  /// `COUNT`: how many workers of one job each `rake resque:workers` would start, so how many jobs run at once.
  private(set) var concurrency: Int?
  /// `INTERVAL` of 0: end when the queues are empty.
  private(set) var drains = false
  /// `RESQUE_PRE_SHUTDOWN_TIMEOUT` and `RESQUE_TERM_TIMEOUT` together: how long a job has after `TERM`.
  private(set) var stopTimeout: Duration?
  /// `LOGGING`, `VERBOSE` or `VVERBOSE`.
  private(set) var isVerbose = false
  /// `REDIS_URL` among the arguments; that of the environment is read where every command reads it.
  private(set) var redisURL: String?
  /// `PIDFILE`: where the process id is to be written.
  private(set) var pidFile: String?
  /// `FAILURE_BACKEND`: `redis` or `redis_multi_queue`.
  private(set) var failures: FailureBackend?
  /// `RESQUE_SCHEDULER_MASTER_LOCK_PREFIX`: the app's resque-scheduler has a lock under another name than is looked at here,
  /// so delayed jobs are left to it.
  private(set) var hasSchedulerLockPrefix = false
  /// A sentence for each setting that is there and does nothing.
  private(set) var ignored: [String] = []

  /// What each setting that does nothing would do in Ruby, and why there is no need of it here.
  private static let useless: [(name: String, reason: String)] = [
    ("TERM_CHILD", "a job always gets time to finish; see --timeout"),
    ("GRACEFUL_TERM", "TERM always waits for what runs; see --timeout"),
    ("FORK_PER_JOB", "jobs in Swift run in this process, commands in one of their own"),
    ("RUN_AT_EXIT_HOOKS", "there are no Ruby hooks to run"),
    ("BACKGROUND", "the worker stays in the foreground; leave that to your supervisor"),
    ("JOBS_PER_FORK", "nothing is forked for jobs"),
    ("MAX_INTERVAL", "nothing is polled"), ("MIN_INTERVAL", "nothing is polled"),
    ("BACKOFF_INTERVAL", "nothing is polled"),
    ("RESQUE_PROCLINE_PREFIX", "the process keeps its own title"),
  ]

  private static let useful = [
    "QUEUE", "QUEUES", "COUNT", "INTERVAL", "RESQUE_PRE_SHUTDOWN_TIMEOUT", "RESQUE_TERM_TIMEOUT", "LOGGING", "VERBOSE",
    "VVERBOSE", "PIDFILE", "FAILURE_BACKEND", "RESQUE_SCHEDULER_MASTER_LOCK_PREFIX",
  ]

  /// Those that would say something of one app's queues.
  static let ofSources = useful.filter { !["LOGGING", "VERBOSE", "VVERBOSE", "PIDFILE"].contains($0) }

  /// Every variable that is understood or named as ignored.
  static let names = useful + useless.map(\.name)

  /// - Parameters:
  ///   - variables: the environment.
  ///   - assignments: arguments of the form `NAME=VALUE`; they win over the environment.
  init(variables: [String: String], assignments: [String]) throws(UsageError) {
    var values = variables.filter { Self.names.contains($0.key) && !$0.value.isEmpty }
    for assignment in assignments {
      let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, Self.isName(parts[0]) else { throw Self.unknown(parts[0]) }
      if parts[0] == "REDIS_URL" {
        redisURL = parts[1]
      } else if Self.names.contains(parts[0]) {
        values[parts[0]] = parts[1].isEmpty ? nil : parts[1]
      } else {
        guard NearNames.of(parts[0], among: Self.names, limit: 1).isEmpty else { throw Self.unknown(parts[0]) }
        ignored.append("\(Printable.line(parts[0], limit: 60)) does nothing here: it is none of Resque's settings")
      }
    }
    // Ruby drops what is empty at the end.
    queues = (values["QUEUES"] ?? values["QUEUE"]).map { String($0.reversed().drop { $0 == "," }.reversed()) }
    isVerbose = values["LOGGING"] != nil || values["VERBOSE"] != nil || values["VVERBOSE"] != nil
    pidFile = values["PIDFILE"]
    hasSchedulerLockPrefix = values["RESQUE_SCHEDULER_MASTER_LOCK_PREFIX"] != nil
    concurrency = try Self.count(values["COUNT"])
    failures = try Self.backend(values["FAILURE_BACKEND"])
    try readInterval(values["INTERVAL"])
    for name in ["RESQUE_PRE_SHUTDOWN_TIMEOUT", "RESQUE_TERM_TIMEOUT"] {
      if let wait = try Self.seconds(values[name], name: name) { stopTimeout = (stopTimeout ?? .zero) + wait }
    }
    for (name, reason) in Self.useless where values[name] != nil {
      ignored.append("\(name) does nothing here: \(reason)")
    }
  }

  private mutating func readInterval(_ text: String?) throws(UsageError) {
    guard try Self.seconds(text, name: "INTERVAL") != nil else { return }
    if text.flatMap(Double.init) == 0 {
      drains = true
    } else {
      ignored.append("INTERVAL does nothing here: a job that comes wakes the worker, nothing is polled")
    }
  }

  private static func count(_ text: String?) throws(UsageError) -> Int? {
    guard let text else { return nil }
    guard let count = Int(text), (1...1000).contains(count) else {
      throw UsageError("COUNT: expected a number from 1 to 1000, got \(Printable.line(text, limit: 40))")
    }
    return count
  }

  private static func backend(_ text: String?) throws(UsageError) -> FailureBackend? {
    switch text {
    case nil: return nil
    case "redis": return .list
    case "redis_multi_queue": return .perQueue
    case let text?:
      throw UsageError(
        "FAILURE_BACKEND: expected redis or redis_multi_queue, got \(Printable.line(text, limit: 40));"
          + " for both at once give --failures both")
    }
  }

  private static func seconds(_ text: String?, name: String) throws(UsageError) -> Duration? {
    guard let text else { return nil }
    guard let seconds = Double(text), (0...86_400).contains(seconds) else {
      throw UsageError("\(name): expected a number of seconds, got \(Printable.line(text, limit: 40))")
    }
    return .milliseconds(Int(seconds * 1000))
  }

  /// Whether `rake` could be meant: a name as variables of the environment have them.
  private static func isName(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { $0 == UInt8(ascii: "_") || (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
  }

  /// The value is not shown: it may be a password.
  private static func unknown(_ name: String) -> UsageError {
    let near = NearNames.of(name, among: names, limit: 1).first.map { "; did you mean \($0)?" } ?? ""
    return UsageError(
      "\(Printable.line(name, limit: 60)) is no setting: expected NAME=VALUE with one of Resque's own names"
        + " (\(useful.joined(separator: ", ")))\(near)")
  }
}
