import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// How a program is started: by a shell that waits for a line on its input before it becomes the program (`exec`).
///
/// The line is sent once the ``ProcessGuardian`` watches the group, so a worker killed at any instant leaves no process of a
/// job behind. `read` takes one line from a pipe and not a byte more. Without the line there is nobody left to run it for.
enum CommandGate {
  /// The line.
  static let opening = [UInt8(ascii: "\n")]

  private static let script = #"read -r _ || exit 125; exec "$@""#

  /// A program in a session of its own.
  ///
  /// - Parameter environment: variables beside the command's own; they win over those.
  static func configuration(_ spec: CommandSpec, environment: [String: String] = [:]) -> Configuration {
    var variables: [Environment.Key: String?] = [:]
    for name in spec.inherited.withheld(from: InheritedVariables.ofThisProcess()) {
      variables.updateValue(nil, forKey: Environment.Key(stringLiteral: name))
    }
    for (name, value) in spec.environment.merging(environment, uniquingKeysWith: { _, ofJob in ofJob }) {
      variables[Environment.Key(stringLiteral: name)] = value
    }
    var options = PlatformOptions()
    // A session, not just a group: a program that asks the worker's terminal for something fails at once instead of
    // being suspended for ever.
    options.createSession = true
    return Configuration(
      executable: .path("/bin/sh"),
      arguments: Arguments(["-c", script, "sh"] + spec.arguments),
      environment: .inherit.updating(variables),
      workingDirectory: spec.workingDirectory.map { FilePath($0) },
      platformOptions: options)
  }
}
