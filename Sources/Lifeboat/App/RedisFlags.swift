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

  /// The sentinels, as they were given: `HOST:PORT`.
  @Option(
    name: .customLong("sentinel"),
    help: ArgumentHelp(
      "A sentinel that knows the master, whose name then stands for the URL's host: --redis redis://mymaster/0. May be given several times; redis-sentinel://s1:26379,s2:26379/mymaster/0 says it all in one. (default: $REDIS_SENTINELS, separated by commas, for the URL of the environment)",
      valueName: "host:port"))
  public var sentinels: [String] = []

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
      // What is no name may be a URL with a slip in it, and then holds a password.
      let isName = provider.allSatisfy { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
      let what = isName ? "names \(Printable.line(provider, limit: 60)), which is not set" : "is no name of a variable"
      throw UsageError(
        "REDIS_PROVIDER \(what); expected the name of the variable that holds the URL")
    }
    let told = redis ?? RedisURL.fromEnvironment(variables)
    guard let text = told ?? (sentinels.isEmpty ? "redis://localhost:6379" : nil) else {
      throw UsageError(
        "--sentinel: expected the master's name in the URL beside it, such as --redis redis://mymaster/0")
    }
    guard text == "embedded" else {
      let sentinels = sentinels.isEmpty ? sentinelsOfEnvironment(for: text, variables) : sentinels
      return try sentinels.isEmpty ? RedisURL(text) : RedisURL(text, sentinels: sentinels)
    }
    guard sentinels.isEmpty else { throw UsageError("--sentinel: an embedded Redis has none; take it out") }
    return try RedisURL(try await EmbeddedRedis().start().url)
  }

  /// `REDIS_SENTINELS` belongs to the URL that the environment gives, and says nothing where that names its own.
  private func sentinelsOfEnvironment(for url: String, _ variables: [String: String]) -> [String] {
    guard redis == nil, !url.contains("-sentinel://"), let list = variables["REDIS_SENTINELS"] else { return [] }
    return list.split { $0 == "," || $0 == " " }.map(String.init)
  }

  /// Which dialect the app speaks, as far as the flags and the environment say it.
  public func dialectChoice() throws(UsageError) -> DialectChoice {
    try DialectChoice(flag: dialect, namespace: namespace)
  }

  /// `REDIS_PROVIDER` names the variable that holds the URL.
  private static var variables: [String: String] {
    let named = Environment.values(of: ["REDIS_PROVIDER", "REDIS_URL", "REDIS_SENTINELS"])
    guard let provider = named["REDIS_PROVIDER"] else { return named }
    return named.merging(Environment.values(of: [provider])) { $1 }
  }
}
