import ArgumentParser
import LifeboatFormat

/// The flags that mean something for Sidekiq only: those of the `sidekiq` program, and how often to look for jobs that are
/// due.
public struct SidekiqFlags: ParsableArguments {
  /// Where the app's sidekiq.yml is.
  @Option(
    name: [.long, .customShort("C")],
    help: ArgumentHelp(
      "The app's sidekiq.yml, as Sidekiq reads it: queues, weights, capsules, concurrency, timeout and more. It implies --dialect sidekiq; flags win over it.",
      valueName: "file"))
  public var config: String?

  /// Whose section of that file counts.
  @Option(
    name: [.long, .customShort("e")],
    help: ArgumentHelp(
      "Which section of that file counts. (default: $APP_ENV, $RAILS_ENV, $RACK_ENV, development)", valueName: "name"))
  public var environment: String?

  /// What Sidekiq's pages show beside the process.
  @Option(
    name: [.long, .customShort("g")],
    help: "A word that Sidekiq's Busy page shows beside this process. (default: the folder's name)")
  public var tag: String?

  /// How often to look for jobs that are due, as ``DurationText`` reads it.
  @Option(
    help: ArgumentHelp(
      "How often all processes together look for retries and scheduled jobs that are due, on average. (default: 5s)",
      valueName: "duration"))
  public var pollInterval: String?

  /// What Ruby would load; nothing here.
  @Option(
    name: [.long, .customShort("r")],
    help: ArgumentHelp(
      "Does nothing: no Ruby is loaded. It is taken so that a Procfile's line needs no change.", valueName: "path"))
  public var require: String?

  /// Flags that were not given.
  public init() {}

  /// The first of the flags that was given, should the jobs not be Sidekiq's.
  var given: String? {
    let flags = [
      ("--config", config), ("--environment", environment), ("--tag", tag), ("--poll-interval", pollInterval),
      ("--require", require),
    ]
    return flags.first { $0.1 != nil }?.0
  }
}
