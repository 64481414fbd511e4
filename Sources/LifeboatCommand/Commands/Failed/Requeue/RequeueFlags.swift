import ArgumentParser
import Lifeboat
import LifeboatInspector

/// The flags that say how jobs go back to work.
struct RequeueFlags: ParsableArguments {
  @Option(help: ArgumentHelp("Send them to another queue than their own.", valueName: "queue"))
  var toQueue: String?

  @Option(
    name: .customLong("in"), help: ArgumentHelp("How long from now they may run, such as 10m.", valueName: "duration"),
    transform: { try DurationText.parse($0) })
  var delay: Duration?

  @Option(
    help: ArgumentHelp(
      "Spread them at random over this time, so that they do not all run at once.", valueName: "duration"),
    transform: { try DurationText.parse($0) })
  var spread: Duration?

  @Option(
    help: ArgumentHelp("How many are sent at most: 200/s, 30/m, 5/h. (default: as fast as it goes)", valueName: "rate"),
    transform: { try RateText.parse($0) })
  var rate: Double?

  @Flag(help: "Let them begin anew with their retries.")
  var resetRetries = false

  @Flag(help: "Keep the entries among the failures, marked as Ruby's own requeue marks them.")
  var keep = false

  @Option(help: ArgumentHelp("A word for the record, such as the incident's number.", valueName: "text"))
  var note: String?

  func validate() throws {
    if let toQueue, toQueue.isEmpty { throw ValidationError("--to-queue: expected a name, for example default") }
  }

  /// What is different about the jobs.
  var change: RequeueChange {
    var change = RequeueChange()
    change.queue = toQueue
    change.delay = delay.map(Self.seconds) ?? 0
    change.spread = spread.map(Self.seconds) ?? 0
    change.resetsRetries = resetRetries
    change.keepsEntries = keep
    return change
  }

  /// A part of a second counts as a whole one: never earlier than asked for.
  private static func seconds(_ duration: Duration) -> Int {
    let (seconds, attoseconds) = duration.components
    return Int(seconds) + (attoseconds > 0 ? 1 : 0)
  }
}
