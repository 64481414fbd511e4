import ArgumentParser
import LifeboatRedis

/// The flags that say how a `rediss://` connection proves who is who. What a URL says itself counts more.
public struct TLSFlags: ParsableArguments {
  /// The authorities to trust.
  @Option(
    name: .customLong("tls-ca"),
    help: ArgumentHelp(
      "For rediss://: a PEM file with the authorities to trust. (default: $LIFEBOAT_TLS_CA, the system's)",
      valueName: "file"))
  public var authorityFile: String?

  /// Our certificate.
  @Option(
    name: .customLong("tls-cert"),
    help: ArgumentHelp(
      "For rediss://: a PEM file with our certificate, where the server wants one. (default: $LIFEBOAT_TLS_CERT)",
      valueName: "file"))
  public var certificateFile: String?

  /// Its key.
  @Option(
    name: .customLong("tls-key"),
    help: ArgumentHelp(
      "For rediss://: a PEM file with that certificate's key. (default: $LIFEBOAT_TLS_KEY)", valueName: "file"))
  public var keyFile: String?

  /// Whether nothing is checked.
  @Flag(
    name: .customLong("tls-insecure"),
    help: "For rediss://: do not check who the server is. Anybody on the way can then read and change every job.")
  public var isInsecure = false

  private static let variables = ["LIFEBOAT_TLS_CA", "LIFEBOAT_TLS_CERT", "LIFEBOAT_TLS_KEY"]

  /// Flags that were not given.
  public init() {}

  /// The first flag that was given.
  var given: String? {
    let flags = [
      ("--tls-ca", authorityFile != nil), ("--tls-cert", certificateFile != nil), ("--tls-key", keyFile != nil),
      ("--tls-insecure", isInsecure),
    ]
    return flags.first(where: \.1)?.0
  }

  /// What flags and environment say.
  ///
  /// - Throws: when a certificate comes without its key, or the reverse.
  func settings() throws(UsageError) -> RedisTLS {
    guard (certificateFile == nil) == (keyFile == nil) else {
      throw UsageError("--tls-cert and --tls-key come as a pair: the file of a certificate and that of its key")
    }
    let values = Environment.values(of: Self.variables).filter { !$1.isEmpty }
    var ambient = RedisTLS()
    ambient.authorityFile = values["LIFEBOAT_TLS_CA"]
    ambient.certificateFile = values["LIFEBOAT_TLS_CERT"]
    ambient.keyFile = values["LIFEBOAT_TLS_KEY"]
    var tls = RedisTLS()
    tls.authorityFile = authorityFile
    tls.certificateFile = certificateFile
    tls.keyFile = keyFile
    if isInsecure { tls.verification = .off }
    return tls.filled(from: ambient)
  }

  /// A URL with what the flags and the environment add to it, its files proven to do.
  ///
  /// - Throws: ``UsageError``, which names the file.
  func apply(to url: RedisURL) throws(UsageError) -> RedisURL {
    guard let own = url.tls else { return url }
    var url = url
    let tls = own.filled(from: try settings())
    do throws(TLSFailure) {
      try tls.check()
    } catch {
      throw UsageError("\(error) (\(url))")
    }
    url.tls = tls
    return url
  }
}
