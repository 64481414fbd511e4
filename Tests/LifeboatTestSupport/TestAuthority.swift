import Foundation

/// An authority that issues certificates for a test, by the `openssl` program; its folder goes with it.
public final class TestAuthority: Sendable {
  /// A certificate, its key, and who issued it: paths of PEM files.
  public struct Identity: Sendable {
    /// The certificate's file.
    public let certificate: String
    /// Its key's file.
    public let key: String
    /// The file of the authority's certificate.
    public let authority: String
    /// Its folder stays as long as somebody has one of its certificates.
    private let issuer: TestAuthority

    init(_ file: String, of issuer: TestAuthority) {
      certificate = issuer.path("\(file).pem")
      key = issuer.path("\(file).key")
      authority = issuer.certificate
      self.issuer = issuer
    }
  }

  /// When a certificate is valid.
  public enum Validity: Sendable {
    case now
    /// From 2001-01-01 to 2002-01-01.
    case past
    /// From 2040-01-01 to 2041-01-01.
    case future

    fileprivate var dates: (start: String, end: String) {
      switch self {
      case .now: ("20200101000000Z", "20400101000000Z")
      case .past: ("20010101000000Z", "20020101000000Z")
      case .future: ("20400101000000Z", "20410101000000Z")
      }
    }
  }

  /// Whether there is an `openssl` program.
  public static var isAvailable: Bool { openssl != nil }

  /// Where the files are.
  public let folder: URL
  /// The file of its own certificate.
  public var certificate: String { path("authority.pem") }

  private static let openssl = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .map { "\($0)/openssl" }.first { FileManager.default.isExecutableFile(atPath: $0) }

  private static let settings = """
    [ca]
    default_ca = own
    [own]
    new_certs_dir = .
    database = issued.txt
    rand_serial = yes
    policy = any
    unique_subject = no
    default_md = sha256
    [any]
    commonName = supplied
    """

  /// - Parameter name: its common name.
  public init(name: String = "Test authority") throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "lifeboat-tls-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Self.settings.write(to: folder.appending(path: "ca.cnf"), atomically: true, encoding: .utf8)
    try Data().write(to: folder.appending(path: "issued.txt"))
    try makeSelfSigned("authority", name: name, extensions: [])
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// A file of its folder.
  public func path(_ name: String) -> String { folder.appending(path: name).path }

  /// Issues a certificate.
  ///
  /// - Parameter names: for whom, such as `DNS:localhost` and `IP:127.0.0.1`; none leaves its common name, `localhost`.
  public func issue(
    _ file: String = "server", for names: [String] = ["DNS:localhost", "IP:127.0.0.1"], valid: Validity = .now
  ) throws -> Identity {
    try run(["req"] + Self.newKey + ["-keyout", "\(file).key", "-out", "\(file).csr", "-subj", "/CN=localhost"])
    try Data((names.isEmpty ? "" : "subjectAltName=" + names.joined(separator: ",")).utf8)
      .write(to: folder.appending(path: "\(file).ext"))
    try run([
      "ca", "-batch", "-notext", "-config", "ca.cnf", "-cert", "authority.pem", "-keyfile", "authority.key", "-in",
      "\(file).csr", "-out", "\(file).pem", "-startdate", valid.dates.start, "-enddate", valid.dates.end, "-extfile",
      "\(file).ext",
    ])
    return Identity(file, of: self)
  }

  /// A certificate for `localhost` that nobody but itself vouches for.
  public func selfSigned(_ file: String = "alone") throws -> Identity {
    try makeSelfSigned(file, name: "localhost", extensions: ["-addext", "subjectAltName=DNS:localhost"])
    return Identity(file, of: self)
  }

  /// A copy of a key that only a passphrase opens.
  public func encrypted(_ identity: Identity) throws -> String {
    try run(["pkey", "-in", identity.key, "-aes256", "-passout", "pass:secret", "-out", "encrypted.key"])
    return path("encrypted.key")
  }

  private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]

  private func makeSelfSigned(_ file: String, name: String, extensions: [String]) throws {
    try run(
      ["req", "-x509"] + Self.newKey + [
        "-keyout", "\(file).key", "-out", "\(file).pem", "-days", "30", "-subj", "/CN=\(name)",
      ]
        + extensions)
  }

  private func run(_ arguments: [String]) throws {
    guard let openssl = Self.openssl else { throw RedisServerFailure("there is no openssl program in PATH") }
    let process = Process()
    process.executableURL = URL(filePath: openssl)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let errors = folder.appending(path: "openssl-\(UUID().uuidString.prefix(8)).txt")
    try Data().write(to: errors)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let text = (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
      throw RedisServerFailure("openssl \(arguments[0]) failed: \(text.suffix(1_000))")
    }
  }
}
