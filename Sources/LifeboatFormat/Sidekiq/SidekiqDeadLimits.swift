/// What Sidekiq's dead set has room for, as far as we fill it.
public enum SidekiqDeadLimits {
  /// How many entries it may have before we put others elsewhere: Ruby trims it to 9,999 whenever a job dies.
  public static let count = 9000
  /// For how many seconds Ruby keeps a dead job.
  public static let seconds = 15_552_000
}
