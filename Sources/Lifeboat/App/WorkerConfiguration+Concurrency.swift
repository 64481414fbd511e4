import LifeboatWorker

extension WorkerConfiguration {
  /// Sets how many jobs run at once over whatever code said, of the first source too.
  mutating func setConcurrency(_ number: Int) {
    concurrency = number
    source.concurrency = nil
  }
}
