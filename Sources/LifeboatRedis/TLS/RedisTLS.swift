/// How a `rediss://` connection proves who the server is, and who we are. The server's certificate and its host name are
/// checked unless ``verifiesServer`` says otherwise.
public struct RedisTLS: Sendable, Hashable {
  /// A PEM file with the certificates of the authorities to trust; `nil` trusts those of the system.
  public var authorityFile: String?
  /// A PEM file with our certificate, and those between it and an authority; needs ``keyFile``.
  public var certificateFile: String?
  /// A PEM file with the key of ``certificateFile``.
  public var keyFile: String?
  /// False lets anybody between us and Redis read and change every job.
  public var verifiesServer = true

  /// The system's authorities, no certificate of our own, everything checked.
  public init() {}
}
