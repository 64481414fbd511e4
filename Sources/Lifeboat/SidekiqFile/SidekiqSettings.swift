import LifeboatFormat
import LifeboatWorker

/// What a worker of Sidekiq's queues is told, by the flags and by its sidekiq.yml; a flag wins.
///
/// - Source: Sidekiq, `lib/sidekiq/cli.rb`, `setup_options`: flags speak of the default capsule only.
struct SidekiqSettings: Equatable {
  /// The default capsule first. Its concurrency is nil and its queues are empty where neither says them.
  let capsules: [SidekiqFileCapsule]
  /// How long a stop waits for running jobs; nil where neither says it, like all below.
  let timeout: Duration?
  /// What Sidekiq's pages show beside the process.
  let tag: String?
  /// What else they show there.
  let labels: [String]
  /// How often to look for jobs that are due.
  let pollInterval: SidekiqPollInterval?
  /// How often a job that does not say it itself is retried.
  let maxRetries: Int?
  /// Whether to log at debug level.
  let isVerbose: Bool
  /// A sentence for each thing that is there and does nothing.
  let ignored: [String]

  /// Lays the flags over a file.
  init(file: SidekiqConfigFile?, options: WorkOptions) throws(UsageError) {
    var capsules = file?.capsules ?? [SidekiqFileCapsule()]
    try Self.lay(options, over: &capsules[0])
    self.capsules = capsules
    timeout =
      try options.timeout.map { text throws(UsageError) in try DurationText.parse(text, flag: "--timeout") }
      ?? file?.timeout
    tag = options.sidekiq.tag ?? file?.tag
    labels = file?.labels ?? []
    let interval = try options.sidekiq.pollInterval.map { text throws(UsageError) in
      try DurationText.parse(text, flag: "--poll-interval")
    }
    pollInterval = interval.map { .shared($0) } ?? file?.pollInterval
    maxRetries = file?.maxRetries
    isVerbose = options.verbose || file?.isVerbose == true
    var ignored = file?.ignored ?? []
    if options.sidekiq.require != nil {
      ignored.append(
        "--require does nothing here: no Ruby is loaded; a handlers file or Swift code says what runs a class")
    }
    self.ignored = ignored
  }

  private static func lay(_ options: WorkOptions, over capsule: inout SidekiqFileCapsule) throws(UsageError) {
    if let concurrency = options.concurrency { capsule.concurrency = concurrency }
    var list = SidekiqQueueList()
    for text in options.queues {
      let argument = try SidekiqQueueArgument(text)
      for name in argument.names { list.add(name, weight: argument.weight) }
    }
    if !list.queues.isEmpty { (capsule.queues, capsule.weights) = (list.queues, list.queueWeights) }
    guard !options.weights.isEmpty else { return }
    guard list.queueWeights.isEmpty else {
      throw UsageError("--weight and a weight behind --queue: keep one of them, -q critical,2 or --weight critical=2")
    }
    capsule.weights = try options.queueWeights()
  }
}
