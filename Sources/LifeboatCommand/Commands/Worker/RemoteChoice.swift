import ArgumentParser
import Lifeboat
import LifeboatInspector

/// Which processes to tell something, and whether to wait until they did it.
struct RemoteChoice: ParsableArguments {
  @Argument(help: "The processes: their ids, the beginnings of ids, or HOST:PID.")
  var ids: [String] = []

  @Flag(help: "Every process that is registered.")
  var all = false

  @Option(
    help: ArgumentHelp("Wait so long at most until they have done it, such as 60s.", valueName: "duration"))
  var wait: String?

  @OptionGroup var confirmation: Confirmation

  func validate() throws {
    if ids.isEmpty && !all { throw ValidationError("which processes? name them, or give --all") }
    if !ids.isEmpty && all { throw ValidationError("name processes or give --all, not both") }
  }

  /// How long to wait; `nil` for not at all.
  func patience() throws -> Duration? {
    guard let wait else { return nil }
    do { return try DurationText.parse(wait) } catch { throw UsageError("--wait: \(error)") }
  }

  /// The processes that are meant, each once.
  func picked(from processes: [ProcessSummary]) throws -> [ProcessSummary] {
    guard !all else { return processes }
    var seen: Set<String> = []
    return try ids.map { try WorkerRemote.process($0, among: processes) }.filter { seen.insert($0.id).inserted }
  }
}
