/// How often a Sidekiq process looks for jobs that are due, on average.
public enum SidekiqPollInterval: Sendable, Equatable {
  /// All processes together: each one waits as many times longer as there are processes.
  case shared(Duration)
  /// Each process, however many there are.
  case perProcess(Duration)
}
