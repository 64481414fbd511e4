import ArgumentParser
import LifeboatFormat
import LifeboatRedis
import LifeboatWorker
import Logging

/// The flags of `lifeboat work`, which a user's own worker program has too.
///
/// A flag wins over a setting in Resque's own way (``ResqueSettings``), that over the handlers file, that over the code. In
/// Sidekiq's place its own file stands, above the handlers file too.
public struct WorkOptions: ParsableArguments {
  /// Which Redis, and which app in it.
  @OptionGroup(title: "Redis")
  public var redis: RedisFlags

  /// What only Sidekiq has.
  @OptionGroup(title: "Sidekiq")
  public var sidekiq: SidekiqFlags

  /// Where failures go.
  @OptionGroup
  public var failureFlags: FailureFlags

  /// The queues, as they were given: each may hold several names.
  @Option(
    name: [.customLong("queue"), .customShort("q")],
    help: ArgumentHelp(
      "Queues to work, highest rank first, separated by commas; may be given several times. A name may be a pattern (* or 'mail*') or an exclusion ('!mail*'). Sidekiq's have no patterns, but one may have its weight behind it: -q critical,2 -q default. (default: $QUEUES, $QUEUE; for Sidekiq, default)",
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
    help: ArgumentHelp(
      "Jobs to run at once. (default: $COUNT, for Sidekiq $RAILS_MAX_THREADS, else 10)", valueName: "n"))
  public var concurrency: Int?

  /// How long a stop waits, as ``DurationText`` reads it.
  @Option(
    name: [.long, .customShort("t")],
    help: ArgumentHelp(
      "How long a stop waits for running jobs before it puts them back; a number alone is seconds. (default: 25s)",
      valueName: "duration"))
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
    if try redis.redis != nil || resque().redisURL != nil { configuration.source.redis = try await redisURL() }
    if redis.namespace != nil || dialectName != nil { configuration.source.dialect = try dialect() }
    let file = try handlers.map { path in try HandlersFile.load(path: path) }
    if configuration.source.dialect.name == HandlersFile.Dialect.sidekiq.rawValue {
      try applySidekiq(over: file, to: &configuration)
    } else {
      try applyResque(over: file, to: &configuration)
    }
    if let promoteDelayed { configuration.promotesDelayed = promoteDelayed }
    if let lease { configuration.lease = try DurationText.parse(lease, flag: "--lease") }
    if drain { configuration.drains = true }
  }

  /// Where Redis is, by the flags, the arguments and the environment.
  func redisURL() async throws -> RedisURL {
    var redis = redis
    redis.redis = try redis.redis ?? resque().redisURL
    return try await redis.url()
  }

  /// The format that the app speaks, by the flags.
  func dialect() throws -> any WorkerDialect {
    var redis = redis
    redis.dialect = dialectName
    return try redis.dialectValue()
  }

  /// What `--weight` says.
  func queueWeights() throws(UsageError) -> [QueueWeight] {
    var weights: [QueueWeight] = []
    for text in self.weights { weights.append(try Self.weight(text)) }
    return weights
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

  /// Nil where the flags leave it open.
  private var dialectName: String? { redis.dialect ?? (sidekiq.config == nil ? nil : "sidekiq") }

  private func resque() throws(UsageError) -> ResqueSettings {
    // Of Sidekiq's workers, such variables are somebody else's.
    guard dialectName != HandlersFile.Dialect.sidekiq.rawValue else {
      return try ResqueSettings(variables: [:], assignments: [])
    }
    return try ResqueSettings(variables: Environment.values(of: ResqueSettings.names), assignments: settings)
  }

  private func applyResque(over file: HandlersFile?, to configuration: inout WorkerConfiguration) throws {
    if let flag = sidekiq.given {
      throw UsageError("\(flag) means something for Sidekiq only; give --dialect sidekiq with it, or take it out")
    }
    if let file { try apply(file, to: &configuration) }
    try apply(resque(), to: &configuration)
    if !queues.isEmpty { configuration.source.queues = queues.flatMap(QueueSelection.names) }
    // The file's weights are for the file's queues: of others they say nothing.
    let selection = configuration.source.dialect.selection(configuration.source.queues)
    configuration.source.weights.removeAll { !selection.covers($0.queue) }
    if !weights.isEmpty { configuration.source.weights = try queueWeights() }
    if let concurrency { configuration.concurrency = concurrency }
    if let timeout { configuration.stopTimeout = try DurationText.parse(timeout, flag: "--timeout") }
    if let failures = failureFlags.failures { configuration.failures = failures }
  }

  private func applySidekiq(over file: HandlersFile?, to configuration: inout WorkerConfiguration) throws {
    if let setting = settings.first {
      let name = setting.prefix { $0 != "=" }
      throw UsageError(
        "\(Printable.line(String(name), limit: 60)): settings of that kind are Resque's; give flags for Sidekiq")
    }
    if failureFlags.failures != nil {
      throw UsageError("--failures means something for Resque only: Sidekiq has one retry set and one dead set")
    }
    if let file, file.dialect == .resque, redis.dialect == nil {
      throw UsageError("\(file.path): dialect resque does not go with Sidekiq's queues; take it out, or give --dialect")
    }
    let environment = try SidekiqEnvironment(
      flag: sidekiq.environment, variables: Environment.values(of: SidekiqEnvironment.names))
    // Sidekiq takes this only where nothing else says it.
    if let concurrency = environment.concurrency { configuration.concurrency = concurrency }
    if let file { try apply(file, to: &configuration) }
    let config = try sidekiq.config.map { path in
      try SidekiqConfigFile.load(path: path, environment: environment.name)
    }
    try SidekiqSettings(file: config, options: self).apply(to: &configuration)
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
  private static func weight(_ text: String) throws(UsageError) -> QueueWeight {
    guard let sign = text.lastIndex(of: "="), sign > text.startIndex, let weight = Int(text[text.index(after: sign)...])
    else {
      throw UsageError(
        "--weight: expected a queue and a whole number, such as critical=5, got \(Printable.line(text, limit: 60))")
    }
    return QueueWeight(queue: String(text[..<sign]), weight: weight)
  }

  private func apply(_ file: HandlersFile, to configuration: inout WorkerConfiguration) throws {
    if file.dialect == .sidekiq && dialectName == nil {
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
}
