import LifeboatFormat

/// A program that runs once for each job, as the handlers file describes it.
///
/// No shell ever interprets ``arguments``: each one reaches the program as it is written.
public struct CommandSpec: Sendable, Equatable {
  /// The program, then its arguments. A program without a slash is looked up in `PATH`.
  public var arguments: [String]

  /// How long one job may take; nil for as long as it needs.
  public var timeout: Duration?

  /// Which of the worker's own variables it gets.
  public var inherited: InheritedVariables

  /// Variables added to those.
  public var environment: [String: String]

  /// The folder that the program starts in; nil for the worker's own.
  public var workingDirectory: String?

  /// A command that has not been checked; see ``validate(relativeTo:)``.
  public init(
    arguments: [String],
    timeout: Duration? = nil,
    inherited: InheritedVariables = .allButRedis,
    environment: [String: String] = [:],
    workingDirectory: String? = nil
  ) {
    self.arguments = arguments
    self.timeout = timeout
    self.inherited = inherited
    self.environment = environment
    self.workingDirectory = workingDirectory
  }

  /// Checks everything that can be known before a job runs: the program, the folder, the text of the arguments.
  ///
  /// - Parameter folder: where a program or a working directory written as a relative path begins; nil for the
  ///   current folder.
  /// - Returns: the same command with its relative paths made absolute. A name that `PATH` resolves stays a name.
  /// - Throws: ``CommandError``, a sentence that names the program or folder and says what to do.
  public func validate(relativeTo folder: String? = nil) throws(CommandError) -> CommandSpec {
    guard let program = arguments.first, !program.isEmpty else { throw .noProgram }
    // The system ends every argument and variable at its first NUL; the rest would be lost without a word.
    guard arguments.allSatisfy({ !$0.utf8.contains(0) }) else { throw .unusableText("An argument of \(program)") }
    for (name, value) in environment {
      guard !name.isEmpty, !name.utf8.contains(0), !name.contains("="), !value.utf8.contains(0) else {
        throw .unusableText("The environment variable \(Printable.line(name)) of \(program)")
      }
    }
    var command = self
    if let workingDirectory {
      let path = ProgramLookup.absolute(workingDirectory, from: folder)
      guard ProgramLookup.isFolder(path) else { throw .missingFolder(path) }
      command.workingDirectory = path
    }
    if program.contains("/") {
      command.arguments[0] = ProgramLookup.absolute(program, from: folder)
    }
    try ProgramLookup.check(command.arguments[0], searchPath: environment["PATH"])
    return command
  }
}
