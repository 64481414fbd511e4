import LifeboatFormat
import LifeboatWorker

extension WorkOptions {
  /// Lays the handlers file, Resque's own settings and the flags over what a program configured.
  func applyResque(over file: HandlersFile?, to configuration: inout WorkerConfiguration) throws {
    if let flag = sidekiq.given {
      throw UsageError("\(flag) means something for Sidekiq only; give --dialect sidekiq with it, or take it out")
    }
    if let file { try apply(file, to: &configuration) }
    try apply(resque(), to: &configuration)
    if !queues.isEmpty { configuration.source.queues = queues.flatMap(QueueSelection.names) }
    dropStrayWeights(of: &configuration.source)
    if !weights.isEmpty { configuration.source.weights = try queueWeights() }
    if let concurrency { configuration.setConcurrency(concurrency) }
    if let timeout { configuration.stopTimeout = try DurationText.parse(timeout, flag: "--timeout") }
    if let failures = failureFlags.failures { configuration.failures = failures }
  }

  private func apply(_ settings: ResqueSettings, to configuration: inout WorkerConfiguration) {
    if let queues = settings.queues { configuration.source.queues = QueueSelection.names(in: queues) }
    if let concurrency = settings.concurrency { configuration.setConcurrency(concurrency) }
    if let timeout = settings.stopTimeout { configuration.stopTimeout = timeout }
    if let failures = settings.failures { configuration.failures = failures }
    if settings.hasSchedulerLockPrefix { configuration.promotesDelayed = false }
    if settings.drains { configuration.drains = true }
    for sentence in settings.ignored { configuration.logger.notice("\(sentence)") }
  }
}
