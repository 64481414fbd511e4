import NIOCore
import NIOSSL
import Synchronization

/// The TLS contexts of this process: what a ``RedisTLS`` names, read and checked.
///
/// They are kept, because the system's authorities take some milliseconds and a megabyte to read, and made anew when
/// one of the files has changed.
enum TLSContexts {
  private struct Entry {
    let stamps: [TLSFile.Stamp?]
    let context: NIOSSLContext
  }

  private static let entries = Mutex<[RedisTLS: Entry]>([:])

  /// - Throws: ``TLSFailure``, which names the file that does not do.
  static func context(for tls: RedisTLS) throws(TLSFailure) -> NIOSSLContext {
    let paths = [tls.authorityFile ?? RedisTLS.systemAuthorities, tls.certificateFile, tls.keyFile].compactMap(\.self)
    let stamps = paths.map { TLSFile(role: "", path: $0).stamp }
    if let known = entries.withLock({ $0[tls] }), known.stamps == stamps { return known.context }
    let context = try make(tls)
    entries.withLock { $0[tls] = Entry(stamps: stamps, context: context) }
    return context
  }

  private static func make(_ tls: RedisTLS) throws(TLSFailure) -> NIOSSLContext {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv12
    configuration.certificateVerification = tls.verifiesServer ? .fullVerification : .none
    // How long a connection that we close waits for the server's goodbye.
    configuration.shutdownTimeout = .seconds(1)
    if let path = tls.authorityFile {
      configuration.trustRoots = .certificates(
        try certificates(TLSFile(role: "the authorities' file", path: path)))
    }
    switch (tls.certificateFile, tls.keyFile) {
    case (nil, nil): break
    case (let path?, let keyPath?):
      let chain = try certificates(TLSFile(role: "the certificate", path: path))
      configuration.certificateChain = chain.map { .certificate($0) }
      configuration.privateKey = .privateKey(try key(TLSFile(role: "the key", path: keyPath)))
      return try context(
        configuration, otherwise: "the key \(keyPath) does not belong to the certificate \(path)")
    case (let path?, nil): throw TLSFailure("the certificate \(path) needs its key; name that file with tls_key")
    case (nil, let path?): throw TLSFailure("the key \(path) needs its certificate; name that file with tls_cert")
    }
    return try context(configuration, otherwise: "TLS cannot be set up")
  }

  private static func context(
    _ configuration: TLSConfiguration, otherwise sentence: String
  ) throws(TLSFailure) -> NIOSSLContext {
    do {
      return try NIOSSLContext(configuration: configuration)
    } catch {
      throw TLSFailure("\(sentence) (\(error))")
    }
  }

  private static func certificates(_ file: TLSFile) throws(TLSFailure) -> [NIOSSLCertificate] {
    let bytes = try file.read()
    do {
      return try NIOSSLCertificate.fromPEMBytes(bytes)
    } catch {
      throw file.unfit("holds no certificate in PEM form, which begins with -----BEGIN CERTIFICATE-----")
    }
  }

  private static func key(_ file: TLSFile) throws(TLSFailure) -> NIOSSLPrivateKey {
    let bytes = try file.read()
    // PKCS#8 says ENCRYPTED PRIVATE KEY, the older form Proc-Type: 4,ENCRYPTED. BoringSSL would ask on the terminal.
    guard !bytes.contains("ENCRYPTED") else {
      throw file.unfit("is encrypted, and nobody is there to type its passphrase; take that off: openssl pkey")
    }
    do {
      return try NIOSSLPrivateKey(bytes: bytes, format: .pem)
    } catch {
      throw file.unfit("holds no key in PEM form, which begins with -----BEGIN PRIVATE KEY-----")
    }
  }
}

extension [UInt8] {
  fileprivate func contains(_ word: StaticString) -> Bool {
    let wanted = word.withUTF8Buffer { Array($0) }
    return indices.contains { self[$0...].starts(with: wanted) }
  }
}
