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
    "\(user ?? String(getuid()))@\(LocalHost.name)"
  }

  /// Who logged in, or else whose the process is.
  private static var user: String? {
    let names: [String] = ["USER", "LOGNAME"]
    let told = names.compactMap { name in getenv(name).map { String(cString: $0) } }.first { !$0.isEmpty }
    return told ?? getpwuid(getuid())?.pointee.pw_name.map { String(cString: $0) }
  }
}
