import NIOCore
import NIOSSL

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension TLSFailure {
  /// What an error of a connection means for who has to mend it.
  ///
  /// - Parameters:
  ///   - host: to whom we wanted to speak.
  ///   - certificate: what the server showed, when it got so far.
  init(_ error: any Error, host: String, tls: RedisTLS, certificate: CertificateFacts?) {
    switch error {
    case let error as NIOSSLExtraError where error == .failedToValidateHostname:
      let names = certificate?.shownNames ?? "somebody else"
      self.init("the server's certificate is for \(names), not for \(host); connect by a name that it is for")
    case let error as NIOSSLExtraError where error == .serverHostnameImpossibleToMatch:
      self.init(
        "no certificate can be for the host name \(host); it may have letters, digits, hyphens and dots only")
    case NIOSSLError.uncleanShutdown:
      self.init("the server closed the connection without ending TLS", needsMending: false)
    case let error as IOError:
      self.init("\(error.errnoCode == ECONNRESET ? "Connection reset by peer" : "\(error)")", needsMending: false)
    default:
      self.init(codes: Self.codes(in: error), tls: tls, certificate: certificate)
    }
  }

  /// The server ended the connection, in whatever way.
  static let closed = TLSFailure("Server closed the connection", needsMending: false)

  private init(codes: [String], tls: RedisTLS, certificate: CertificateFacts?) {
    func has(_ words: String...) -> Bool { codes.contains { code in words.contains { code.hasSuffix($0) } } }
    let hasCertificate = tls.certificateFile != nil
    if has("CERTIFICATE_VERIFY_FAILED") {
      self.init(Self.distrust(certificate, tls))
    } else if has("WRONG_VERSION_NUMBER", "HTTP_REQUEST") {
      self = .withoutTLS
    } else if has("UNSUPPORTED_PROTOCOL", "ALERT_PROTOCOL_VERSION") {
      self.init("the server speaks no TLS of version 1.2 or newer, and older ones are not safe; see its tls-protocols")
    } else if !hasCertificate && has("CERTIFICATE_REQUIRED") {
      self.init("the server demands a certificate of ours; \(Self.certificateRemedy)")
    } else if !hasCertificate && has("HANDSHAKE_FAILURE") {
      self.init(
        "the server refuses the handshake; it probably demands a certificate of ours: \(Self.certificateRemedy)")
    } else if hasCertificate
      && has("UNKNOWN_CA", "BAD_CERTIFICATE", "CERTIFICATE_EXPIRED", "CERTIFICATE_UNKNOWN", "CERTIFICATE_REVOKED")
    {
      // TLSV1_ALERT_UNKNOWN_CA.
      let words = codes[0].split(separator: "_").drop { $0 != "ALERT" }.dropFirst()
      let reason = words.joined(separator: " ").lowercased()
      self.init("the server does not accept our certificate \(tls.certificateFile ?? ""): \(reason)")
    } else {
      let detail = codes.isEmpty ? "the server ended it" : codes.joined(separator: ", ")
      self.init("the TLS handshake failed: \(detail)", needsMending: !codes.isEmpty)
    }
  }

  /// A plain Redis listens where one with TLS was expected.
  static let withoutTLS = TLSFailure("the server answers without TLS; write redis:// instead of rediss://")

  static let certificateRemedy = "name its file with tls_cert and that of its key with tls_key"

  private static func distrust(_ certificate: CertificateFacts?, _ tls: RedisTLS) -> String {
    let authorities = tls.authorityFile ?? RedisTLS.systemAuthorities
    let remedy = "name the file of the authority to trust with tls_ca"
    guard let certificate else { return "the server's certificate does not verify against \(authorities)" }
    let now = UnixDate.now
    if certificate.notAfter < now { return "the server's certificate expired on \(certificate.notAfter)" }
    if certificate.notBefore > now {
      return "the server's certificate is not valid before \(certificate.notBefore); look at the clocks"
    }
    if certificate.isSelfSigned {
      return "the server's certificate is self-signed, and not in \(authorities); \(remedy)"
    }
    let issuer = certificate.issuer.map { ", which \($0) issued" } ?? ""
    return "no authority in \(authorities) vouches for the server's certificate\(issuer); \(remedy)"
  }

  /// BoringSSL's names of what went wrong, such as `CERTIFICATE_VERIFY_FAILED`. It offers them in a text only.
  private static func codes(in error: any Error) -> [String] {
    String(describing: error).split { $0 == ":" || $0 == " " }
      .filter { $0.contains("_") && $0.allSatisfy { $0 == "_" || $0.isASCII && ($0.isUppercase || $0.isNumber) } }
      .map(String.init)
  }
}
