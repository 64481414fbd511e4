#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Which variables of the worker's own environment a command gets, beside its own and those about its job.
public enum InheritedVariables: Sendable, Equatable {
  /// All but those that say how to reach Redis, see ``withheld(from:)``.
  case allButRedis
  /// Those of these names, and `PATH`; whoever names one that leads to Redis gets it.
  case only([String])

  /// The names of the variables that a command does not get: of ``allButRedis`` each whose name begins with `REDIS` or
  /// `LIFEBOAT_`, the one that `REDIS_PROVIDER` names, and each whose value is a URL of Redis, whatever it is called.
  ///
  /// A command that knows the password of Redis could do anything to every queue, and would show it to whoever sees its
  /// log or its crash report.
  ///
  /// - Parameter variables: the worker's.
  /// - Returns: sorted.
  public func withheld(from variables: [String: String]) -> [String] {
    switch self {
    case .only(let names):
      return variables.keys.filter { $0 != "PATH" && !names.contains($0) }.sorted()
    case .allButRedis:
      let provider = variables["REDIS_PROVIDER"]
      return variables.filter { name, value in
        name == provider || Self.prefixes.contains { name.hasPrefix($0) } || Self.isRedisURL(value)
      }.keys.sorted()
    }
  }

  /// The worker's own variables at present.
  public static func ofThisProcess() -> [String: String] {
    var variables: [String: String] = [:]
    #if canImport(Darwin)
      var next = _NSGetEnviron().pointee
    #else
      var next: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = environ
    #endif
    while let place = next, let text = place.pointee {
      let parts = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
      next = place + 1
    }
    return variables
  }

  private static let prefixes = ["REDIS", "LIFEBOAT_"]

  private static func isRedisURL(_ text: String) -> Bool {
    let start = text.prefix { $0 != ":" }.lowercased()
    return ["redis", "rediss", "valkey", "valkeys", "redis-sentinel", "rediss-sentinel"].contains(start)
      && text.dropFirst(start.count).hasPrefix("://")
  }
}
