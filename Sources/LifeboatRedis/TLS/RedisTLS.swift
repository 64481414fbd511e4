/// How a `rediss://` connection proves who the server is, and who we are.
///
/// A URL says it in its query, after Redis's database: `rediss://host:6380/0?tls_ca=/etc/redis/ca.pem&tls_cert=…&tls_key=…`.
/// Ruby's clients pass over such items. TLS is 1.2 at least.
///
/// Files are read when a connection is opened and have changed since the last, so that a renewed certificate counts from
/// the next connection on.
public struct RedisTLS: Sendable, Hashable {
  /// Whether it is made sure that the server is who it should be.
  public enum Verification: String, Sendable, Hashable, CaseIterable {
    /// The certificate was issued by an authority that we trust, is valid now, and is for the host of the URL.
    case full
    /// Nothing is checked: anybody between us and Redis can read and change every job.
    case off = "none"
  }

  /// A PEM file with the certificates of the authorities to trust; `nil` trusts those of the system, which Debian keeps
  /// in ``systemAuthorities``. `tls_ca` in a URL.
  public var authorityFile: String?
  /// A PEM file with our certificate, and those between it and an authority; needs ``keyFile``. `tls_cert` in a URL.
  public var certificateFile: String?
  /// A PEM file with the key of ``certificateFile``, not encrypted. `tls_key` in a URL.
  public var keyFile: String?
  /// `nil` says nothing, which means ``Verification/full``. `tls_verify` in a URL.
  public var verification: Verification?

  /// The file of the system's authorities, as Debian's package ca-certificates brings it. Fedora's is looked for too.
  public static let systemAuthorities = "/etc/ssl/certs/ca-certificates.crt"

  /// The system's authorities, no certificate of our own, everything checked.
  public init() {}

  /// Whether the server's certificate and its host name are checked.
  public var verifiesServer: Bool { verification != .off }

  /// This, and what `defaults` say of what it does not say itself. Certificate and key come as a pair.
  public func filled(from defaults: RedisTLS) -> RedisTLS {
    var filled = self
    filled.authorityFile = authorityFile ?? defaults.authorityFile
    filled.verification = verification ?? defaults.verification
    if certificateFile == nil && keyFile == nil {
      filled.certificateFile = defaults.certificateFile
      filled.keyFile = defaults.keyFile
    }
    return filled
  }

  /// Whether its files can be used: they are read, and the key is held against the certificate.
  ///
  /// - Throws: ``TLSFailure``, which names the file.
  public func check() throws(TLSFailure) {
    _ = try TLSContexts.context(for: self)
  }
}
