import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// What is wrong with a file is told before anybody is connected to.
@Suite(.enabled(if: TestAuthority.isAvailable, "these tests need the openssl program"))
struct TLSFileTests {
  private let authority: TestAuthority
  private let identity: TestAuthority.Identity

  init() throws {
    authority = try TestAuthority()
    identity = try authority.issue()
  }

  private func problem(_ change: (inout RedisTLS) -> Void) -> String {
    var tls = RedisTLS()
    change(&tls)
    do throws(TLSFailure) {
      try tls.check()
      return "none"
    } catch {
      return error.description
    }
  }

  @Test func `files that fit have no problem`() {
    let found = problem {
      $0.authorityFile = identity.authority
      $0.certificateFile = identity.certificate
      $0.keyFile = identity.key
    }
    #expect(found == "none")
  }

  @Test func `a file that is not there`() {
    #expect(
      problem { $0.authorityFile = "/nowhere/ca.pem" }
        == "the authorities' file /nowhere/ca.pem cannot be read: No such file or directory")
  }

  @Test func `a folder is no file`() {
    #expect(
      problem { $0.authorityFile = authority.folder.path }
        == "the authorities' file \(authority.folder.path) cannot be read: Is a directory")
  }

  @Test(arguments: ["", "no PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
  func `a file that holds no certificate`(text: String) throws {
    let path = authority.path("other.pem")
    try Data(text.utf8).write(to: URL(filePath: path))
    #expect(
      problem { $0.authorityFile = path }
        == "the authorities' file \(path) holds no certificate in PEM form, which begins with -----BEGIN CERTIFICATE-----"
    )
  }

  @Test func `a file that holds no key`() {
    let found = problem {
      $0.certificateFile = identity.certificate
      $0.keyFile = identity.certificate
    }
    #expect(
      found == "the key \(identity.certificate) holds no key in PEM form, which begins with -----BEGIN PRIVATE KEY-----"
    )
  }

  @Test func `a key that does not belong to the certificate`() throws {
    let other = try authority.issue("other")
    let found = problem {
      $0.certificateFile = identity.certificate
      $0.keyFile = other.key
    }
    #expect(found.hasPrefix("the key \(other.key) does not belong to the certificate \(identity.certificate)"))
  }

  @Test func `a key that only a passphrase opens`() throws {
    let key = try authority.encrypted(identity)
    let found = problem {
      $0.certificateFile = identity.certificate
      $0.keyFile = key
    }
    #expect(found.hasPrefix("the key \(key) is encrypted"))
  }

  @Test func `a certificate needs its key, and a key its certificate`() {
    #expect(problem { $0.certificateFile = identity.certificate }.hasSuffix("name that file with tls_key"))
    #expect(problem { $0.keyFile = identity.key }.hasSuffix("name that file with tls_cert"))
  }

  @Test func `a file that has changed is read anew`() throws {
    let path = authority.path("changing.pem")
    try FileManager.default.copyItem(atPath: identity.authority, toPath: path)
    #expect(problem { $0.authorityFile = path } == "none")
    try Data("no more".utf8).write(to: URL(filePath: path))
    #expect(problem { $0.authorityFile = path }.contains("holds no certificate"))
  }
}
