import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// Each reason for which there is no safe connection has a sentence of its own, and none is waited out in silence.
@Suite(.enabled(if: TestAuthority.isAvailable, "these tests need the openssl program"))
struct TLSRefusalTests {
  /// What connecting fails with.
  private func refusal(
    by server: RedisServer, _ change: (inout RedisTLS) -> Void = { _ in }
  ) throws -> RedisError {
    var url = server.url
    if var tls = url.tls {
      change(&tls)
      url.tls = tls
    }
    return try #require(throws: RedisError.self) { try RedisSession(url: url).connect() }
  }

  private func reason(_ error: RedisError) -> String {
    guard case .insecure(_, let reason) = error else { return "not insecure, but: \(error)" }
    return reason
  }

  private func server(_ identity: TestAuthority.Identity, demandsCertificate: Bool = false, lines: [String] = [])
    throws -> RedisServer
  {
    try RedisServer(
      RedisServer.Options(configuration: lines, tls: identity, demandsCertificate: demandsCertificate))
  }

  @Test func `a certificate for another host`() throws {
    let server = try server(TestAuthority().issue(for: ["DNS:a.example", "DNS:*.b.example", "IP:10.0.0.1"]))
    let error = try refusal(by: server)
    #expect(
      reason(error) == "the server's certificate is for a.example, *.b.example, 10.0.0.1, not for localhost; "
        + "connect by a name that it is for")
    #expect(!error.isTransient)
  }

  @Test func `an address that the certificate does not list`() throws {
    let server = try server(TestAuthority().issue(for: ["DNS:localhost"]))
    let url = try RedisURL(server.urlText.replacing("localhost", with: "127.0.0.1"))
    let error = try #require(throws: RedisError.self) { try RedisSession(url: url).connect() }
    #expect(reason(error).hasPrefix("the server's certificate is for localhost, not for 127.0.0.1"))
  }

  @Test func `a certificate without names is taken by its common name`() throws {
    let server = try server(TestAuthority().issue(for: []))
    #expect(try server.session().call(RedisCommand("PING")).string == "PONG")
  }

  @Test func `a certificate that has expired`() throws {
    let error = try refusal(by: server(TestAuthority().issue(valid: .past)))
    #expect(reason(error) == "the server's certificate expired on 2002-01-01 00:00:00 UTC")
  }

  @Test func `a certificate that is not valid yet`() throws {
    let error = try refusal(by: server(TestAuthority().issue(valid: .future)))
    #expect(
      reason(error) == "the server's certificate is not valid before 2040-01-01 00:00:00 UTC; look at the clocks")
  }

  @Test func `a certificate that nobody else vouches for`() throws {
    let alone = try TestAuthority().selfSigned()
    let error = try refusal(by: server(alone))
    #expect(
      reason(error) == "the server's certificate is self-signed, and not in \(alone.authority); "
        + "name the file of the authority to trust with tls_ca")
  }

  @Test func `a self-signed certificate that we are told to trust is fine`() throws {
    let alone = try TestAuthority().selfSigned()
    let server = try server(alone)
    var url = server.url
    url.tls?.authorityFile = alone.certificate
    #expect(try RedisSession(url: url).call(RedisCommand("PING")).string == "PONG")
  }

  @Test func `an authority that we do not know`() throws {
    let identity = try TestAuthority(name: "Somebody's authority").issue()
    let other = try TestAuthority(name: "Another")
    let server = try server(identity)
    let error = try refusal(by: server) { $0.authorityFile = other.certificate }
    #expect(
      reason(error) == "no authority in \(other.certificate) vouches for the server's certificate, which Somebody's "
        + "authority issued; name the file of the authority to trust with tls_ca")
    #expect(reason(try refusal(by: server) { $0.authorityFile = nil }).contains("\(RedisTLS.systemAuthorities)"))
  }

  @Test func `whatever the certificate is, it is taken when nothing is to be checked`() throws {
    let server = try server(TestAuthority().issue(for: ["DNS:a.example"], valid: .past))
    var url = server.url
    url.tls?.verification = .off
    #expect(try RedisSession(url: url).call(RedisCommand("PING")).string == "PONG")
  }

  @Test func `a server that speaks no TLS`() throws {
    let server = try RedisServer()
    var options = RedisOptions()
    options.connectTimeout = .milliseconds(300)
    let session = RedisSession(url: try RedisURL("rediss://127.0.0.1:\(server.port)"), options: options)
    let error = try #require(throws: RedisError.self) { try session.connect() }
    #expect(reason(error) == "the server answers without TLS; write redis:// instead of rediss://")
  }

  @Test func `a server that speaks TLS only, to who speaks none`() throws {
    let server = try server(TestAuthority().issue())
    let session = RedisSession(url: try RedisURL("redis://localhost:\(server.port)"))
    let error = try #require(throws: RedisError.self) { try session.connect() }
    #expect("\(error)".contains("rediss://"), "\(error)")
  }

  @Test(arguments: ["TLSv1.2", "TLSv1.3"])
  func `a server that demands a certificate of ours`(version: String) throws {
    let server = try server(
      TestAuthority().issue(), demandsCertificate: true, lines: ["tls-protocols \"\(version)\""])
    #expect(try server.session().call(RedisCommand("PING")).string == "PONG")
    let error = try refusal(by: server) {
      $0.certificateFile = nil
      $0.keyFile = nil
    }
    #expect("\(error)".contains("certificate of ours"), "\(error)")
    #expect("\(error)".contains("tls_cert"))
  }

  @Test func `a certificate of ours that the server does not accept`() throws {
    let stranger = try TestAuthority().issue()
    let error = try refusal(by: server(TestAuthority().issue(), demandsCertificate: true)) {
      $0.certificateFile = stranger.certificate
      $0.keyFile = stranger.key
    }
    #expect("\(error)".contains("certificate"), "\(error)")
  }

  @Test func `TLS that is too old`() throws {
    let server = try server(TestAuthority().issue())
    // The tests' own client could not wait for a server that begins so.
    let settings = RedisCommand("CONFIG", "SET", "tls-protocols", "TLSv1.1", "tls-ciphers", "DEFAULT:@SECLEVEL=0")
    _ = try server.session().call(settings)
    #expect(reason(try refusal(by: server)).contains("1.2 or newer"))
  }
}
