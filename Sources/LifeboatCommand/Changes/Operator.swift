import Lifeboat

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Who gives a command.
enum Operator {
  /// `USER@HOST`, as an operation's record keeps it.
  static var name: String {
    let names: [String] = ["USER", "LOGNAME"]
    let user = names.compactMap { name in getenv(name).map { String(cString: $0) } }.first { !$0.isEmpty }
    return "\(user ?? String(getuid()))@\(LocalHost.name)"
  }
}
