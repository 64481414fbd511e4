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

  /// Where the handlers file is.
  @Option(
    help: ArgumentHelp(
      "The handlers file, in YAML: which program runs which class; it may also name the queues, even those of several apps.",
      valueName: "file"))
  public var handlers: String?

  /// The queues, as they were given: each may hold several names.
  @Option(
    name: [.customLong("queue"), .customShort("q")],
    help: ArgumentHelp(
      "Queues to work, highest rank first, separated by commas; may be given several times. Resque's may be patterns (* or 'mail*') and exclusions ('!mail*'); Sidekiq's may have their weights behind them: -q critical,2 -q default. (default: $QUEUES, $QUEUE; for Sidekiq the queue called default)",
      valueName: "names"))
  public var queues: [String] = []

  /// How often queues come first, as they were given: `NAME=WEIGHT`.
  @Option(
    name: .customLong("weight"),
    help: ArgumentHelp(
      "How often a queue comes first, instead of strict order, such as critical=5; those without have 1. May be given several times.",
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

  /// Whether the worker ends when its queues are empty.
  @Flag(help: "Exit when the queues are empty and nothing runs.")
  public var drain = false

  /// When the worker ends by itself.
  @OptionGroup(title: "Limits")
  public var limits: LimitFlags

  /// The lease, as ``DurationText`` reads it.
  @Option(
    help: ArgumentHelp(
      "How long a worker may be silent before others take its jobs back. (default: 30s)", valueName: "duration"))
  public var lease: String?

  /// Whether jobs that are due are moved to their queues.
  @Flag(
    inversion: .prefixedNo,
    help: ArgumentHelp(
      "Move jobs that are due to their queues: Resque's while no resque-scheduler does, Sidekiq's beside other processes. A worker that does not is on no page of Sidekiq's. (default: for Resque where a class is retried with a delay, for Sidekiq always)"
    ))
  public var promoteDelayed: Bool?

  /// Where the worker says how it is.
  @Option(
    help: ArgumentHelp(
      "Keep a file that says each second, in JSON, whether Redis answers (\"state\":\"healthy\"), and is gone when the worker is: for a container's probe, which should look at its age too. A worker that is unhealthy keeps its jobs and waits for Redis; a restart does not help it.",
      valueName: "file"))
  public var healthFile: String?

  /// When a lease counts as made.
  @OptionGroup
  public var durability: DurabilityFlags

  /// Where failures go.
  @OptionGroup
  public var failureFlags: FailureFlags

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
    try await apply(try handlersFile(), to: &configuration)
  }

  /// The same with a handlers file that has been read.
  func apply(_ file: HandlersFile?, to configuration: inout WorkerConfiguration) async throws {
    if try redis.redis != nil || !redis.sentinels.isEmpty || resque().redisURL != nil {
      configuration.source.redis = try await redisURL(file)
    }
    if let file, !file.sources.isEmpty {
      try applySources(of: file, to: &configuration)
    } else {
      try applyOneSource(file, to: &configuration)
    }
    if let promoteDelayed { configuration.promotesDelayed = promoteDelayed }
    if let durability = try durability.durability() { configuration.durability = durability }
    if let lease { configuration.lease = try DurationText.parse(lease, flag: "--lease") }
    if drain { configuration.drains = true }
    try limits.apply(to: &configuration.limits)
  }

  private func applyOneSource(_ file: HandlersFile?, to configuration: inout WorkerConfiguration) throws {
    let coded = configuration.source.dialect.name
    let told = try dialect(file) ?? AppDialect(name: coded, namespace: redis.namespace)
    if let told, redis.namespace != nil || told.worker.name != coded { configuration.source.dialect = told.worker }
    if configuration.source.dialect.name == HandlersFile.Dialect.sidekiq.rawValue {
      let variables = Environment.values(of: SidekiqEnvironment.names)
      try applySidekiq(over: file, variables: variables, to: &configuration)
    } else {
      try applyResque(over: file, to: &configuration)
    }
  }

  /// The handlers file that the flags name; nil for none.
  func handlersFile() throws(YAMLFileError) -> HandlersFile? {
    guard let handlers else { return nil }
    return try HandlersFile.load(path: handlers)
  }

  /// Where Redis is, by the flags, the arguments and the environment.
  func redisURL(_ file: HandlersFile?) async throws -> RedisURL {
    var redis = redis
    redis.redis = try redis.redis ?? resque().redisURL
    return try await redis.url(tlsIsUsedElsewhere: file?.sources.contains { $0.redis?.tls != nil } ?? false)
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

  /// Resque's own settings, where the flags do not say that the queues are Sidekiq's.
  func resque() throws(UsageError) -> ResqueSettings {
    // Of Sidekiq's workers, such variables are somebody else's.
    if case .sidekiq? = try toldDialect {
      return try ResqueSettings(variables: [:], assignments: [])
    }
    return try ResqueSettings(variables: Environment.values(of: ResqueSettings.names), assignments: settings)
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
}
