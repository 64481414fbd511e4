import LifeboatFormat
import LifeboatWorker

extension SidekiqSettings {
  /// Lays the settings over what a program and its handlers file say.
  ///
  /// The default capsule is the configuration's first source, the others are sources of the same app beside it; they take
  /// the place of those that have the same names.
  func apply(to configuration: inout WorkerConfiguration) {
    layDefaultCapsule(over: &configuration)
    if let maxRetries, var dialect = configuration.source.dialect as? SidekiqDialect {
      dialect.maxRetries = maxRetries
      configuration.source.dialect = dialect
    }
    let source = configuration.source
    for capsule in capsules.dropFirst() {
      configuration.otherSources.removeAll { $0.name == capsule.name && $0.isOfSameApp(as: source) }
      configuration.otherSources.append(
        Source(
          redis: source.redis, dialect: source.dialect, queues: capsule.queues, weights: capsule.weights,
          concurrency: capsule.concurrency, name: capsule.name))
    }
    if let timeout { configuration.stopTimeout = timeout }
    if let tag { configuration.tag = tag }
    if !labels.isEmpty { configuration.labels = labels }
    if let pollInterval { configuration.pollInterval = pollInterval }
    if isVerbose { configuration.logger.logLevel = min(configuration.logger.logLevel, .debug) }
    for sentence in ignored { configuration.logger.notice("\(sentence)") }
  }

  private func layDefaultCapsule(over configuration: inout WorkerConfiguration) {
    let capsule = capsules[0]
    if !capsule.queues.isEmpty { configuration.source.queues = capsule.queues }
    if !capsule.queues.isEmpty || !capsule.weights.isEmpty { configuration.source.weights = capsule.weights }
    if configuration.source.queues.isEmpty { configuration.source.queues = [Self.usualQueue] }
    if let concurrency = capsule.concurrency { configuration.setConcurrency(concurrency) }
  }

  /// The queue of jobs for which nobody names one.
  private static let usualQueue = "default"
}
