import ArgumentParser
import LifeboatClient
import LifeboatFormat

/// The flags that say how many replicas a write is waited for.
public struct DurabilityFlags: ParsableArguments {
  /// How many.
  @Option(
    help: ArgumentHelp(
      "How many replicas have to confirm what is written before it counts (WAIT). (default: none)", valueName: "n"))
  public var waitReplicas: Int?

  /// How long, as ``DurationText`` reads it.
  @Option(
    help: ArgumentHelp("How long to wait for them, such as 500ms or 2s. (default: 1s)", valueName: "duration"))
  public var waitTime: String?

  /// Flags that were not given.
  public init() {}

  /// What the flags say; `nil` where they say nothing.
  public func durability() throws(UsageError) -> Durability? {
    guard let waitReplicas else {
      guard waitTime == nil else { throw UsageError("--wait-time means something with --wait-replicas only") }
      return nil
    }
    guard (1...100).contains(waitReplicas) else {
      throw UsageError("--wait-replicas: expected 1 to 100, got \(waitReplicas)")
    }
    var patience = Duration.seconds(1)
    if let waitTime { patience = try DurationText.parse(waitTime, flag: "--wait-time") }
    guard patience >= .milliseconds(1), patience <= .seconds(10) else {
      throw UsageError("--wait-time: expected 1ms to 10s, got \(DurationText.format(patience))")
    }
    return .replicated(to: waitReplicas, within: patience)
  }
}
