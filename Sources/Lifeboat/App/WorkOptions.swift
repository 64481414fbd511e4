import ArgumentParser
import LifeboatFormat
import LifeboatRedis
import LifeboatWorker
import Logging

/// The flags of `lifeboat work`, which a user's own worker program has too.
///
/// A flag wins over a setting in Resque's own way (``ResqueSettings``), that over the handlers file, that over the code.
public struct WorkOptions: ParsableArguments {
  /// Which Redis, and which app in it.
  @OptionGroup(title: "Redis")
  public var redis: RedisFlags

  /// Where failures go.
  @OptionGroup
  public var failureFlags: FailureFlags

  /// The queues, as they were given: each may hold several names.
  @Option(
    name: [.customLong("queue"), .customShort("q")],
    help: ArgumentHelp(
      "Queues to work, highest rank first, separated by commas; may be given several times. A name may be a pattern (* or 'mail*') or an exclusion ('!mail*'). (default: $QUEUES, $QUEUE)",
      valueName: "names"))
  public var queues: [String] = []

  /// How often queues come first, as they were given: `NAME=WEIGHT`.
  @Option(
    name: .customLong("weight"),
    help: ArgumentHelp(
      "How often a queue comes first, instead of strict order, such as --weight critical=5; those without have 1. May be given several times.",
      valueName: "queue=n"))
  public var weights: [String] = []

  /// How many jobs run at once.
  @Option(
    name: [.long, .customShort("c")],
    help: ArgumentHelp("Jobs to run at once. (default: $COUNT, 10)", valueName: "n"))
  public var concurrency: Int?

  /// How long a stop waits, as ``DurationText`` reads it.
  @Option(
    name: [.long, .customShort("t")],
    help: ArgumentHelp(
      "How long a stop waits for running jobs before it puts them back. (default: 25s)", valueName: "duration"))
  public var timeout: String?

  /// The lease, as ``DurationText`` reads it.
  @Option(
    help: ArgumentHelp(
      "How long a worker may be silent before others take its jobs back. (default: 30s)", valueName: "duration"))
  public var lease: String?

  /// Whether delayed jobs that are due are moved to their queues.
  @Flag(
    inversion: .prefixedNo,
    help: ArgumentHelp(
      "Move delayed jobs that are due to their queues while no resque-scheduler does. (default: where a class is retried with a delay)"
    ))
  public var promoteDelayed: Bool?

  /// Where the handlers file is.
  @Option(help: ArgumentHelp("A handlers file: which program runs which class.", valueName: "file"))
  public var handlers: String?

  /// Whether the worker ends when its queues are empty.
  @Flag(help: "Exit when the queues are empty and nothing runs.")
  public var drain = false

  /// Whether to log at debug level.
  @Flag(name: [.long, .customShort("v")], help: "Log more.")
  public var verbose = false

  /// Resque's settings as `rake` takes them.
  @Argument(
    help: ArgumentHelp(
      "Resque's own settings, as the environment or rake has them, such as QUEUE=* COUNT=5.", valueName: "name=value"))
  public var settings: [String] = []

  /// Flags that were not given.
  public init() {}

  /// Lays the flags, and the handlers file that they name, over what a program configured.
  ///
  /// - Throws: an error whose description says what is wrong and where.
  public func apply(to configuration: inout WorkerConfiguration) async throws {
    let resque = try resque()
    if redis.redis != nil || resque.redisURL != nil { configuration.source.redis = try await redisURL() }
    if redis.namespace != nil || redis.dialect != nil { configuration.source.dialect = try redis.dialectValue() }
    if let handlers { try apply(HandlersFile.load(path: handlers), to: &configuration) }
    apply(resque, to: &configuration)
    if !queues.isEmpty { configuration.source.queues = queues.flatMap(QueueSelection.names) }
    // The file's weights are for the file's queues: of others they say nothing.
    let selection = configuration.source.dialect.selection(configuration.source.queues)
    configuration.source.weights.removeAll { !selection.covers($0.queue) }
    if !weights.isEmpty { configuration.source.weights = try weights.map(Self.weight) }
    if let concurrency { configuration.concurrency = concurrency }
    if let timeout { configuration.stopTimeout = try duration(timeout, flag: "--timeout") }
    if let promoteDelayed { configuration.promotesDelayed = promoteDelayed }
    if let failures = failureFlags.failures { configuration.failures = failures }
    if let lease { configuration.lease = try duration(lease, flag: "--lease") }
    if drain { configuration.drains = true }
  }

  /// Where Redis is, by the flags, the arguments and the environment.
  func redisURL() async throws -> RedisURL {
    var redis = redis
    redis.redis = try redis.redis ?? resque().redisURL
    return try await redis.url()
  }

  /// Writes the process id where `PIDFILE` says, if it does.
  ///
  /// - Throws: an error whose description says why it cannot be written.
  public func writePIDFile() throws {
    if let path = try resque().pidFile { try PIDFile.write(path) }
  }

  /// A logger as the flags ask for it.
  public func logger() throws -> Logger {
    let level: Logger.Level = try verbose || resque().isVerbose ? .debug : .info
    return Logger(label: "lifeboat") { _ in LineLogHandler(logLevel: level) }
  }

  private func resque() throws(UsageError) -> ResqueSettings {
    try ResqueSettings(variables: Environment.values(of: ResqueSettings.names), assignments: settings)
  }

  private func apply(_ settings: ResqueSettings, to configuration: inout WorkerConfiguration) {
    if let queues = settings.queues { configuration.source.queues = QueueSelection.names(in: queues) }
    if let concurrency = settings.concurrency { configuration.concurrency = concurrency }
    if let timeout = settings.stopTimeout { configuration.stopTimeout = timeout }
    if let failures = settings.failures { configuration.failures = failures }
    if settings.hasSchedulerLockPrefix { configuration.promotesDelayed = false }
    if settings.drains { configuration.drains = true }
    for sentence in settings.ignored { configuration.logger.notice("\(sentence)") }
  }

  /// The last equals sign counts: a queue's name may have others.
  private static func weight(_ text: String) throws -> QueueWeight {
    guard let sign = text.lastIndex(of: "="), sign > text.startIndex, let weight = Int(text[text.index(after: sign)...])
    else {
      throw UsageError(
        "--weight: expected a queue and a whole number, such as critical=5, got \(Printable.line(text, limit: 60))")
    }
    return QueueWeight(queue: String(text[..<sign]), weight: weight)
  }

  private func apply(_ file: HandlersFile, to configuration: inout WorkerConfiguration) throws {
    if file.dialect == .sidekiq && redis.dialect == nil {
      throw UsageError(
        "\(file.path): dialect sidekiq comes with a later release; this one speaks resque")
    }
    if !file.queues.isEmpty { configuration.source.queues = file.queues }
    if !file.weights.isEmpty { configuration.source.weights = file.weights }
    if let concurrency = file.concurrency { configuration.concurrency = concurrency }
    let runner = CommandRunner(guardian: ProcessGuardian())
    for (className, handler) in file.handlers {
      switch handler {
      case .command(let spec, let snooze, let retries):
        configuration.registry.register(
          className, command: CommandHandler(spec, runner: runner, snooze: snooze),
          options: JobOptions(retry: retries?.policy))
      case .builtin(.discard):
        configuration.registry.discard(className)
      }
    }
  }

  private func duration(_ text: String, flag: String) throws -> Duration {
    do {
      return try DurationText.parse(text)
    } catch {
      throw UsageError("\(flag): \(error)")
    }
  }
}
