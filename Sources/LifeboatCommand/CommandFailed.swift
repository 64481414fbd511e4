import Lifeboat
import LifeboatInspector

/// A command ends with a code of its own, its sentence on standard error.
struct CommandFailed: ExitCoding, CustomStringConvertible {
  let description: String
  let exit: AppExit

  init(_ exit: AppExit, _ description: String) {
    self.exit = exit
    self.description = description
  }
}

extension CommandFailed {
  /// A queue that nothing was ever pushed to, or that was purged.
  static func unknownQueue(_ queue: String, among queues: [QueueSummary]) -> CommandFailed {
    let near = queues.nearest(to: queue)
    let hint = near.map { "did you mean \(Printable.line($0, limit: 80))?" } ?? "`lifeboat queue ls` lists them"
    return CommandFailed(.error, "there is no queue \(Printable.line(queue, limit: 80)); \(hint)")
  }
}
