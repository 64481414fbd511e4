import ArgumentParser
import LifeboatFormat
import LifeboatRedis

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The flags that say which Redis, and which app in it.
public struct RedisFlags: ParsableArguments {
  /// Where Redis is; see ``url()``.
  @Option(
    help: ArgumentHelp(
      "Where Redis is: a URL, or `embedded` for the private one of `lifeboat dev`. (default: $REDIS_PROVIDER, $REDIS_URL, redis://localhost:6379)",
      valueName: "url"))
  public var redis: String?

  /// What `Resque.redis.namespace` is in the app.
  @Option(help: ArgumentHelp("The app's namespace, without its colon. (default: resque)", valueName: "name"))
  public var namespace: String?

  /// The dialect's name.
  @Option(help: ArgumentHelp("The format that the app speaks: resque.", valueName: "name"))
  public var dialect: String?

  /// Flags that were not given.
  public init() {}

  /// The server's URL. Starts the embedded Redis when that is asked for.
  public func url() async throws -> RedisURL {
    let text = redis ?? RedisURL.fromEnvironment(Self.environment) ?? "redis://localhost:6379"
    guard text == "embedded" else { return try RedisURL(text) }
    return try RedisURL(try await EmbeddedRedis().start().url)
  }

  /// The dialect in the app's namespace.
  public func dialectValue() throws -> any Dialect {
    let name = dialect ?? "resque"
    guard name == "resque" else {
      let hint =
        name == "sidekiq"
        ? "Sidekiq's format comes with a later release; this one speaks resque"
        : "expected resque, got \(Printable.line(name, limit: 40))"
      throw UsageError("--dialect: \(hint)")
    }
    let namespace = namespace ?? "resque"
    return ResqueDialect(namespace: namespace.hasSuffix(":") ? String(namespace.dropLast()) : namespace)
  }

  private static var environment: [String: String] {
    var variables: [String: String] = [:]
    for name in ["REDIS_PROVIDER", "REDIS_URL"] {
      if let value = getenv(name) { variables[name] = String(cString: value) }
    }
    if let provider = variables["REDIS_PROVIDER"], let value = getenv(provider) {
      variables[provider] = String(cString: value)
    }
    return variables
  }
}
