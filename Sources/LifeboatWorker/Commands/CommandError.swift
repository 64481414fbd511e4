import LifeboatFormat

/// Why a command could not be run at all. How a command that did run ended is ``CommandOutcome``.
public enum CommandError: Error, Equatable, Sendable, CustomStringConvertible {
  // Fix the handlers file.

  /// The list of arguments is empty, or its first one is.
  case noProgram
  /// No such program, as a path or in `PATH`.
  case missingProgram(String, isPath: Bool)
  /// There is something of that name, but it cannot be executed.
  case notExecutable(String, reason: String)
  /// The working directory does not exist.
  case missingFolder(String)
  /// A text that the system cannot pass on; `what` begins a sentence.
  case unusableText(String)

  // Wait, or free what the system is short of: memory, processes, descriptors.

  /// The system refused to start a process, a pipe or a thread.
  case cannotStart(String, reason: String)
  /// The program was started, but could not be followed to its end.
  case lostTrack(String, reason: String)

  public var description: String {
    switch self {
    case .noProgram:
      "A command needs a program: a list whose first item is its name or path."
    case .missingProgram(let path, isPath: true):
      "There is no program at \(Printable.line(path)); check the path, or deploy the file."
    case .missingProgram(let name, isPath: false):
      "No folder in PATH has a program called \(Printable.line(name)); install it, or write its whole path."
    case .notExecutable(let path, let reason):
      "\(Printable.line(path)) \(reason); name a program file and make it executable (chmod +x)."
    case .missingFolder(let path):
      "There is no folder \(Printable.line(path)) to start the command in; create it, or correct the path."
    case .unusableText(let what):
      "\(Printable.line(what)) cannot be passed to a program; take out the NUL byte, or the `=` in its name."
    case .cannotStart(let what, let reason):
      "Could not start \(Printable.line(what)): \(Printable.line(reason))."
    case .lostTrack(let what, let reason):
      "Lost track of \(Printable.line(what)) while it ran: \(Printable.line(reason))."
    }
  }
}
