import Lifeboat

/// A command ends with a code of its own, its sentence on standard error.
struct CommandFailed: ExitCoding, CustomStringConvertible {
  let description: String
  let exit: AppExit

  init(_ exit: AppExit, _ description: String) {
    self.exit = exit
    self.description = description
  }
}
