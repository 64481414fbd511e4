import ArgumentParser
import Lifeboat
import LifeboatInspector

/// One job on the command line: its class and arguments, or its bytes.
struct JobChoice: ParsableArguments {
  @Argument(help: "The Ruby class name.")
  var className: String?

  @Argument(help: "The arguments, a JSON array.")
  var arguments: String?

  @Option(help: ArgumentHelp("The job's exact bytes, instead of class and arguments.", valueName: "bytes"))
  var raw: String?

  func validate() throws {
    if raw != nil && className != nil { throw ValidationError("give a class name or --raw, not both") }
    if className == "" { throw ValidationError("a job needs a class name, the one that its Ruby class has") }
    if raw == nil && className == nil { throw ValidationError("which job? give a class name, or --raw") }
  }

  /// The job that is meant; `nil` when neither arguments nor bytes say which.
  ///
  /// - Parameter arguments: what to take for the arguments; ``arguments`` or a default.
  func job(_ dialect: any InspectorDialect, arguments: String?) throws -> WantedJob? {
    if let raw { return WantedJob(bytes: Array(raw.utf8)) }
    guard let className, let arguments else { return nil }
    // Says in a sentence what is wrong with them.
    let job = try NewJob(className, json: Array(arguments.utf8), queue: "default")
    return try WantedJob(className: job.className, arguments: job.arguments, dialect: dialect)
  }
}
