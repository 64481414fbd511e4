import LifeboatWorker

extension SidekiqSettings {
  /// Lays the settings over what a program and its handlers file say.
  func apply(to configuration: inout WorkerConfiguration) {
    let capsule = capsules[0]
    if !capsule.queues.isEmpty { configuration.source.queues = capsule.queues }
    if !capsule.queues.isEmpty || !capsule.weights.isEmpty { configuration.source.weights = capsule.weights }
    if configuration.source.queues.isEmpty { configuration.source.queues = [Self.usualQueue] }
    if let concurrency = capsule.concurrency { configuration.concurrency = concurrency }
    if let timeout { configuration.stopTimeout = timeout }
    if let tag { configuration.tag = tag }
    if !labels.isEmpty { configuration.labels = labels }
    if isVerbose { configuration.logger.logLevel = min(configuration.logger.logLevel, .debug) }
    for sentence in ignored { configuration.logger.notice("\(sentence)") }
  }

  /// The queue of jobs for which nobody names one.
  private static let usualQueue = "default"
}
