/// How often a Sidekiq process looks for jobs that are due, on average.
public enum SidekiqPollInterval: Sendable, Equatable {
  /// All processes together: each one waits as many times longer as there are processes.
  case shared(Duration)
  /// Each process, however many there are.
  case perProcess(Duration)

  /// Once in 5 seconds, all processes together, as in Ruby.
  public static let standard = shared(.seconds(5))

  /// The time in either case.
  var average: Duration {
    switch self {
    case .shared(let duration), .perProcess(let duration): duration
    }
  }
}
