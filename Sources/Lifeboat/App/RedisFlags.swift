import ArgumentParser
import LifeboatFormat
import LifeboatRedis

/// The flags that say which Redis, and which app in it.
public struct RedisFlags: ParsableArguments {
  /// Where Redis is; see ``url()``.
  @Option(
    help: ArgumentHelp(
      "Where Redis is: a URL, or `embedded` for the private one of `lifeboat dev`. (default: $REDIS_PROVIDER, $REDIS_URL, redis://localhost:6379)",
      valueName: "url"))
  public var redis: String?

  /// What `Resque.redis.namespace` is in the app, or redis-namespace puts before its keys.
  @Option(
    help: ArgumentHelp(
      "The app's namespace, without its colon. (default: resque in Resque's dialect, none in Sidekiq's)",
      valueName: "name"))
  public var namespace: String?

  /// The dialect's name.
  @Option(
    help: ArgumentHelp(
      "The format that the app speaks: resque or sidekiq. (default: $LIFEBOAT_DIALECT, found by what Redis holds)",
      valueName: "name"))
  public var dialect: String?

  /// How a `rediss://` connection proves who is who.
  @OptionGroup
  public var tls: TLSFlags

  /// Flags that were not given.
  public init() {}

  /// The server's URL, its TLS as the flags have it. Starts the embedded Redis when that is asked for.
  public func url() async throws -> RedisURL { try await url(tlsIsUsedElsewhere: false) }

  /// - Parameter tlsIsUsedElsewhere: whether flags for TLS mean something though this URL is in the clear.
  func url(tlsIsUsedElsewhere: Bool) async throws -> RedisURL {
    let url = try await bareURL()
    if url.tls == nil, !tlsIsUsedElsewhere, let flag = tls.given {
      throw UsageError("\(flag) means something for rediss:// only, and the URL is \(url)")
    }
    return try tls.apply(to: url)
  }

  private func bareURL() async throws -> RedisURL {
    let variables = Self.variables
    if redis == nil, let provider = variables["REDIS_PROVIDER"], !provider.isEmpty, !provider.contains("://"),
      variables[provider] ?? "" == ""
    {
      throw UsageError(
        "REDIS_PROVIDER names \(Printable.line(provider, limit: 60)), which is not set; expected the name of the variable"
          + " that holds the URL")
    }
    let text = redis ?? RedisURL.fromEnvironment(variables) ?? "redis://localhost:6379"
    guard text == "embedded" else { return try RedisURL(text) }
    return try RedisURL(try await EmbeddedRedis().start().url)
  }

  /// Which dialect the app speaks, as far as the flags and the environment say it.
  public func dialectChoice() throws(UsageError) -> DialectChoice {
    try DialectChoice(flag: dialect, namespace: namespace)
  }

  /// `REDIS_PROVIDER` names the variable that holds the URL.
  private static var variables: [String: String] {
    let named = Environment.values(of: ["REDIS_PROVIDER", "REDIS_URL"])
    guard let provider = named["REDIS_PROVIDER"] else { return named }
    return named.merging(Environment.values(of: [provider])) { $1 }
  }
}
