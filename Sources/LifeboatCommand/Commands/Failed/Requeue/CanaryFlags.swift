import ArgumentParser
import Lifeboat
import LifeboatInspector

/// The flags of a sample that is sent before the rest.
struct CanaryFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Send so many first, spread over all that is meant, and the rest only when enough of them succeed; else the rest goes back.",
      valueName: "count"))
  var canary: Int?

  @Option(
    help: ArgumentHelp("Which share of the sample must succeed. (default: 95%)", valueName: "percent"),
    transform: { try share($0) })
  var need: Double?

  @Option(
    help: ArgumentHelp(
      "How long to wait for the sample; then the operation pauses. (default: 10m)", valueName: "duration"),
    transform: { try DurationText.parse($0) })
  var canaryWait: Duration?

  /// How long a sample is waited for unless told.
  static let usualPatience = Duration.seconds(600)

  private static let usualNeed = 0.95

  func validate() throws {
    if let canary, canary < 1 { throw ValidationError("--canary: expected 1 or more, got \(canary)") }
    if canary == nil, need != nil || canaryWait != nil {
      throw ValidationError("--need and --canary-wait are about the sample that --canary asks for")
    }
  }

  /// How long to wait for the sample.
  var patience: Duration { canaryWait ?? Self.usualPatience }

  /// The sample of so many failures; `nil` where none was asked for.
  func sample(of count: Int) -> OperationPlan.Canary? {
    canary.map { OperationPlan.Canary(sample: min($0, count), need: need ?? Self.usualNeed, expected: count) }
  }

  private static func share(_ text: String) throws -> Double {
    let number = text.hasSuffix("%") ? text.dropLast() : text[...]
    let isPlain = number.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == 0x2E }
    guard isPlain, let percent = Double(number), percent > 0, percent <= 100 else {
      throw UsageError("expected a share above 0% and up to 100%, such as 95%")
    }
    return percent / 100
  }
}
