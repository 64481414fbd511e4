/// A line of Redis's access list: what one user may do to one app's keys, and nothing else.
public struct AccessRule: Sendable, Equatable {
  /// The releases of Redis whose access lists differ in what matters here.
  public enum Syntax: String, Sendable, CaseIterable {
    /// Redis 6.2: a key is permitted for reading and writing or not at all, and there is no `EVALSHA_RO`.
    case six = "6.2"
    /// Redis 7.0 and newer, and Valkey.
    case seven = "7"
  }

  /// What the user is for.
  public let role: AccessRole
  /// The app's keys, see ``JobKeys/patterns``.
  public let patterns: [String]
  /// For which Redis it is.
  public let syntax: Syntax

  /// The channel on which Redis says that a tracked key has changed.
  private static let channel = "__redis__:invalidate"

  /// The rule of a role for an app's keys.
  public init(_ role: AccessRole, patterns: [String], syntax: Syntax) {
    self.role = role
    self.patterns = patterns
    self.syntax = syntax
  }

  /// What stands behind `ACL SETUSER NAME`, or behind `user NAME` in a file of users.
  ///
  /// It begins from nothing, so that it says the same whatever the user could before.
  ///
  /// - Parameter password: as the access list takes it: `>` and the password itself, or `#` and its SHA-256.
  public func words(password: String) -> [String] {
    let isLimited = syntax == .seven && !role.changes
    let keys = patterns.map { (isLimited ? "%R~" : "~") + $0 }
    let channels = ["resetchannels"] + (role == .worker ? ["&" + Self.channel] : [])
    return ["reset", "on", password] + keys + channels + ["-@all"] + commands.map { "+" + $0 }
  }

  private var commands: [String] {
    let scripts =
      switch syntax {
      case .six: ["evalsha"]
      // EVALSHA asks for the right to write its keys, whatever the script does.
      case .seven: role.changes ? ["evalsha", "evalsha_ro"] : ["evalsha_ro"]
      }
    return (role.commands + scripts).sorted()
  }
}
