extension RedisURLParser {
  /// What the query of a URL says about TLS.
  ///
  /// - Parameter isWanted: whether the URL is one for TLS; others must say nothing about it.
  static func parseTLS(_ query: Substring, isWanted: Bool) throws(Failure) -> RedisTLS? {
    var tls = RedisTLS()
    tls.authorityFile = try file("tls_ca", query)
    tls.certificateFile = try file("tls_cert", query)
    tls.keyFile = try file("tls_key", query)
    if let word = item("tls_verify", of: query) {
      guard let verification = RedisTLS.Verification(rawValue: String(word)) else {
        throw Failure("its tls_verify is neither full nor none")
      }
      tls.verification = verification
    }
    guard isWanted else {
      guard tls == RedisTLS() else { throw Failure("its tls_ items mean something for rediss:// only") }
      return nil
    }
    guard (tls.certificateFile == nil) == (tls.keyFile == nil) else {
      throw Failure("it has one of tls_cert and tls_key, which come as a pair: a certificate's file and its key's")
    }
    return tls
  }

  private static func file(_ name: String, _ query: Substring) throws(Failure) -> String? {
    guard let text = item(name, of: query) else { return nil }
    guard !text.isEmpty else { throw Failure("its \(name) is empty; it names a PEM file") }
    return try decode(text)
  }
}
