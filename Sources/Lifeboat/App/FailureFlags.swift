import ArgumentParser
import LifeboatFormat

/// The flag that says where an app keeps its failures.
public struct FailureFlags: ParsableArguments {
  /// The backend; `nil` leaves it to what Redis holds.
  @Option(
    help: ArgumentHelp(
      "Where a Resque app keeps its failures: list (the one list, failed), queues (a list for each queue) or both. (default: found by what Redis holds)",
      valueName: "where"))
  public var failures: FailureBackend?

  /// A flag that was not given.
  public init() {}
}

extension FailureBackend: ExpressibleByArgument {}
