import LifeboatRedis
import Testing

struct RedisTLSTests {
  @Test func `a URL says all about its TLS`() throws {
    let url = try RedisURL(
      "rediss://app:secret@redis.example:6380/2?tls_ca=/etc/redis%20ca.pem&tls_cert=/c.pem&tls_key=/k.pem&tls_verify=full"
    )
    let tls = try #require(url.tls)
    #expect(tls.authorityFile == "/etc/redis ca.pem")
    #expect(tls.certificateFile == "/c.pem")
    #expect(tls.keyFile == "/k.pem")
    #expect(tls.verification == .full)
    #expect(url.endpoint == .server(.tcp(host: "redis.example", port: 6380)))
    #expect(url.database == 2)
    #expect(url.description == "rediss://app:***@redis.example:6380/2")
  }

  @Test func `a URL that says nothing checks everything`() throws {
    let tls = try #require(try RedisURL("rediss://h").tls)
    #expect(tls == RedisTLS())
    #expect(tls.verifiesServer)
    #expect(try RedisURL("redis://h").tls == nil)
  }

  @Test func `nothing is checked only when that is said`() throws {
    #expect(try RedisURL("rediss://h?tls_verify=none").tls?.verifiesServer == false)
  }

  @Test func `what is not said is filled in, and what is said stays`() {
    var defaults = RedisTLS()
    defaults.authorityFile = "/default-ca"
    defaults.certificateFile = "/default-cert"
    defaults.keyFile = "/default-key"
    defaults.verification = .off
    #expect(RedisTLS().filled(from: defaults) == defaults)
    var own = RedisTLS()
    own.authorityFile = "/own-ca"
    own.certificateFile = "/own-cert"
    own.verification = .full
    let filled = own.filled(from: defaults)
    #expect(filled == own, "a key is never taken from elsewhere than its certificate")
  }
}
