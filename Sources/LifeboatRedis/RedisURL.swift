/// Where a Redis is and who we are there, as Ruby users write it.
///
/// - `redis://user:password@host:6379/0`, `redis://:password@host`, `redis://[::1]:6379`
/// - `rediss://…`: the same through TLS; see ``RedisTLS`` for what its query may say
/// - `redis://password@host`: a lone user is a password, as redis-client reads it
/// - `unix:///path/to/redis.sock?db=1`, `unix://:password@/path/to/redis.sock`
/// - `host:port`, `host`
/// - `redis-sentinel://user:password@s1:26379,s2:26379/mymaster/0`: the master that these sentinels watch under that name;
///   user and password are the master's, `?sentinel_password=` and `?sentinel_user=` are for the sentinels
///
/// User, password, host and the paths of files are percent-decoded. The database comes from the path or from `?db=`;
/// query items other than it and TLS's are ignored, as Ruby does.
///
/// - Source: redis-client, `lib/redis_client/url_config.rb`.
public struct RedisURL: Sendable, Hashable {
  /// Whom to connect to.
  public enum Endpoint: Sendable, Hashable {
    /// The server at an address.
    case server(RedisAddress)
    /// The server that sentinels call the master at the time.
    case sentinels(SentinelGroup)
  }

  /// Where it listens, or who knows.
  public let endpoint: Endpoint
  /// How to encrypt; `nil` is in the clear. Sentinels are spoken to in the same way.
  public var tls: RedisTLS?
  /// The ACL user; `nil` is Redis's default user.
  public let user: String?
  /// Inside this module only, so that no log or error of another can hold it.
  let password: String?
  /// The database to select.
  public let database: Int

  /// The port where a URL names none.
  public static let defaultPort = 6379

  /// - Throws: ``RedisError/invalidURL(_:reason:)``, which shows the text without its password.
  public init(_ text: String) throws(RedisError) {
    do {
      self = try RedisURLParser.parse(text)
    } catch {
      throw .invalidURL(RedisURLParser.withoutSecrets(text), reason: error.reason)
    }
  }

  /// The master that sentinels watch, as Ruby has it: `url: "redis://:password@mymaster/0", sentinels: [...]`.
  ///
  /// - Parameters:
  ///   - text: a URL whose host is the master's name; its port says nothing. `?sentinel_password=` and `?sentinel_user=`
  ///     are for the sentinels.
  ///   - sentinels: where they listen, each as `host:port` or `host`.
  /// - Throws: ``RedisError/invalidURL(_:reason:)``, which shows the text without its password.
  /// - Source: redis-client, `lib/redis_client/sentinel_config.rb`.
  public init(_ text: String, sentinels: [String]) throws(RedisError) {
    do {
      self = try RedisURLParser.parse(text, sentinels: sentinels)
    } catch {
      throw .invalidURL(RedisURLParser.withoutSecrets(text), reason: error.reason)
    }
  }

  init(endpoint: Endpoint, tls: RedisTLS? = nil, user: String?, password: String?, database: Int) {
    self.endpoint = endpoint
    self.tls = tls
    self.user = user
    self.password = password
    self.database = database
  }

  /// The URL text that the environment asks for: that of the variable which `REDIS_PROVIDER` names, else that of
  /// `REDIS_URL`. An empty variable counts as unset. A URL in `REDIS_PROVIDER` itself is taken as meant.
  ///
  /// - Source: Sidekiq, `lib/sidekiq/redis_connection.rb`, `determine_redis_provider`.
  public static func fromEnvironment(_ environment: [String: String]) -> String? {
    func value(_ name: String) -> String? {
      guard let text = environment[name], !text.isEmpty else { return nil }
      return text
    }
    guard let provider = value("REDIS_PROVIDER") else { return value("REDIS_URL") }
    return provider.contains("://") ? provider : value(provider)
  }
}

extension RedisURL: CustomStringConvertible, CustomReflectable {
  /// The URL with `***` where the password was, safe to print.
  public var description: String {
    let credentials = password == nil && user == nil ? "" : "\(user ?? "")\(password == nil ? "" : ":***")@"
    let suffix = tls == nil ? "" : "s"
    switch endpoint {
    case .server(.tcp(let host, let port)):
      return "redis\(suffix)://\(credentials)\(RedisAddress.tcp(host: host, port: port))/\(database)".printable
    case .server(.unix(let path)):
      return "unix://\(credentials)\(path)?db=\(database)".printable
    case .sentinels(let group):
      let sentinels = group.sentinels.map(\.description).joined(separator: ",")
      return "redis\(suffix)-sentinel://\(credentials)\(sentinels)/\(group.master)/\(database)".printable
    }
  }

  /// `dump` and test failures show no password either.
  public var customMirror: Mirror { Mirror(reflecting: description) }
}
