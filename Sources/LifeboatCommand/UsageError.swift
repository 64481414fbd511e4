import Lifeboat

/// The command line asks for something that does not exist or cannot be.
struct UsageError: ExitCoding, CustomStringConvertible {
  let description: String
  let exit = AppExit.usage

  init(_ description: String) {
    self.description = description
  }
}

/// A command ends with a code of its own, its sentence on standard error.
struct CommandFailed: ExitCoding, CustomStringConvertible {
  let description: String
  let exit: AppExit

  init(_ exit: AppExit, _ description: String) {
    self.exit = exit
    self.description = description
  }
}
