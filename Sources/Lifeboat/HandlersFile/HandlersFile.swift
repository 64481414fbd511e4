import LifeboatWorker
import Yams

/// What the program `lifeboat work` runs for each job, as its YAML file says:
///
/// ```yaml
/// dialect: resque
/// queues: [critical, default]
/// weights: { critical: 5 }      # instead of strict order; those without have 1
/// concurrency: 10
/// handlers:
///   SendWelcomeEmail:
///     command: [python3, jobs/send_welcome.py]   # one process a job; no shell
///     timeout: 30s
///     env: { LOCALE: en }
///     inherit: [HOME]       # of the worker's variables only these and PATH; else all that do not lead to Redis
///     cwd: /srv/mailer
///     snooze: 5m            # how much later exit status 75 means
///     retries: 3            # after a failure; or `unlimited`
///     retry_delay: 30s      # before each; or one for each, [0s, 1m, 10m]; or `exponential`
///   ResizeImage:
///     command: [python3, stream/python/resize.py]
///     mode: stream          # children that live on and read a line for each job; `process` is one process a job
///     processes: 4          # 1 unless said otherwise
///     max_jobs: 10000       # a child is replaced after so many,
///     max_memory: 400MB     # at so much resident memory (where the system is Linux),
///     max_age: 6h           # or after so long
///     on_death: return      # the job that a child died of: back to its queue; or `fail`
///   LegacyCleanup:
///     builtin: discard      # acknowledge and do nothing
/// ```
///
/// One process may work several apps' queues, or several parts of one app's with slots of their own. Then `sources` stands in
/// place of `dialect`, `queues`, `weights` and `concurrency`:
///
/// ```yaml
/// sources:
///   - dialect: resque
///     queues: [mail, "report*"]
///     concurrency: 3
///   - dialect: sidekiq
///     redis: redis://jobs.internal:6379/2   # that of the flags, where a source names none
///     queues: [[critical, 5], default]      # with weights, as in a sidekiq.yml
///   - dialect: sidekiq
///     redis: redis://jobs.internal:6379/2
///     queues: [serial]                      # another capsule of the same app
///     concurrency: 1
///     name: single
/// handlers:
///   SendWelcomeEmail:
///     command: [python3, jobs/send_welcome.py]
/// ```
///
/// A source may have its app's `namespace` too. Each one has slots of its own, 10 unless it says otherwise, and a class runs
/// the same way wherever its job comes from.
///
/// Classes whose `command` and settings are the same, `snooze` and retries apart, share the children of `mode: stream`.
///
/// Relative paths, of a program with a slash as of `cwd`, begin at the file's folder. That is also where a command
/// without `cwd` starts, so an argument such as `jobs/send_welcome.py` means the same wherever the worker is
/// started.
public struct HandlersFile: Sendable, Equatable {
  /// What runs the jobs of one class.
  public enum Handler: Sendable, Equatable {
    /// One process a job. `snooze` is the delay after exit status 75; without `retries`, what fails stays failed.
    case command(CommandSpec, snooze: Duration, retries: Retries? = nil)
    /// Children that live on, a line for each job. `snooze` is the delay of a job that asks for later and not how much.
    case stream(StreamSpec, snooze: Duration, retries: Retries? = nil)
    /// A handler that needs no program.
    case builtin(Builtin)
  }

  /// Handlers that come with Lifeboat.
  public enum Builtin: String, Sendable, CaseIterable {
    /// Acknowledges the job and does nothing.
    case discard
  }

  /// How jobs are stored in Redis.
  public enum Dialect: String, Sendable, CaseIterable {
    case resque
    case sidekiq
  }

  /// The delay after exit status 75 for a handler that does not set `snooze`.
  public static let defaultSnooze = Duration.seconds(30)

  /// Where the file is, as it was given.
  public let path: String

  /// Nil when the file leaves it to the flags.
  public let dialect: Dialect?

  /// In order of rank; empty when the file leaves it to the flags.
  public let queues: [String]

  /// How often queues come first; empty for strict order.
  public let weights: [QueueWeight]

  /// How many jobs run at once; nil when the file leaves it to the flags.
  public let concurrency: Int?

  /// Several apps' queues, instead of all of the above; empty when the file names none.
  public let sources: [Source]

  /// By the job's class name; never empty.
  public let handlers: [String: Handler]

  /// Reads and checks the file at `path`, down to whether each program is there.
  ///
  /// - Throws: ``YAMLFileError`` with every problem found, not just the first.
  public static func load(path: String) throws(YAMLFileError) -> HandlersFile {
    try parse(try YAMLText.read(path), path: path)
  }

  /// Reads and checks a file's text; see ``load(path:)``.
  ///
  /// - Parameter path: for messages, and for the folder where relative paths begin.
  public static func parse(_ text: String, path: String) throws(YAMLFileError) -> HandlersFile {
    let root = try YAMLText.compose(text, path: path)
    var reader = HandlersFileReader(path: path)
    let file = reader.file(root)
    guard let file, reader.problems.isEmpty else { throw YAMLFileError(path: path, problems: reader.problems) }
    return file
  }

  init(
    path: String, dialect: Dialect?, queues: [String], weights: [QueueWeight] = [], concurrency: Int?,
    sources: [Source] = [], handlers: [String: Handler]
  ) {
    self.path = path
    self.dialect = dialect
    self.queues = queues
    self.weights = weights
    self.concurrency = concurrency
    self.sources = sources
    self.handlers = handlers
  }
}
