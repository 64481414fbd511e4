import LifeboatRedis
import Testing

struct RedisURLTests {
  @Test(arguments: [
    ("redis://h", RedisURL.Endpoint.server(.tcp(host: "h", port: 6379)), 0, "redis://h:6379/0"),
    ("redis://", .server(.tcp(host: "127.0.0.1", port: 6379)), 0, "redis://127.0.0.1:6379/0"),
    ("redis://h:1/", .server(.tcp(host: "h", port: 1)), 0, "redis://h:1/0"),
    ("redis://h:1/15", .server(.tcp(host: "h", port: 1)), 15, "redis://h:1/15"),
    ("redis://h?db=3", .server(.tcp(host: "h", port: 6379)), 3, "redis://h:6379/3"),
    ("redis://h/3?db=3&x=y", .server(.tcp(host: "h", port: 6379)), 3, "redis://h:6379/3"),
    ("REDIS://h", .server(.tcp(host: "h", port: 6379)), 0, "redis://h:6379/0"),
    ("redis://[::1]:7000/2", .server(.tcp(host: "::1", port: 7000)), 2, "redis://[::1]:7000/2"),
    ("redis://[fe80::1%25eth0]", .server(.tcp(host: "fe80::1%eth0", port: 6379)), 0, "redis://[fe80::1%eth0]:6379/0"),
    ("redis://me:secret@h:1/1", .server(.tcp(host: "h", port: 1)), 1, "redis://me:***@h:1/1"),
    ("redis://:secret@h", .server(.tcp(host: "h", port: 6379)), 0, "redis://:***@h:6379/0"),
    ("redis://secret@h", .server(.tcp(host: "h", port: 6379)), 0, "redis://:***@h:6379/0"),
    ("redis://me:@h", .server(.tcp(host: "h", port: 6379)), 0, "redis://h:6379/0"),
    ("redis://:se%40cr%2Fet%3A@h", .server(.tcp(host: "h", port: 6379)), 0, "redis://:***@h:6379/0"),
    ("h:6380", .server(.tcp(host: "h", port: 6380)), 0, "redis://h:6380/0"),
    ("h", .server(.tcp(host: "h", port: 6379)), 0, "redis://h:6379/0"),
    ("unix:///run/redis.sock", .server(.unix(path: "/run/redis.sock")), 0, "unix:///run/redis.sock?db=0"),
    ("unix:///run/a%20b.sock?db=1", .server(.unix(path: "/run/a b.sock")), 1, "unix:///run/a b.sock?db=1"),
    ("unix://:secret@/run/redis.sock", .server(.unix(path: "/run/redis.sock")), 0, "unix://:***@/run/redis.sock?db=0"),
  ])
  func `a URL as Ruby users write it is read`(
    text: String, endpoint: RedisURL.Endpoint, database: Int, description: String
  ) throws {
    let url = try RedisURL(text)
    #expect(url.endpoint == endpoint)
    #expect(url.database == database)
    #expect(url.description == description)
    var dumped = ""
    dump(url, to: &dumped)
    #expect(!dumped.contains("secret"))
  }

  @Test(arguments: [
    ("", "empty"),
    ("rediss://:secret@h?tls_verify=secret", "tls_verify"),
    ("rediss://:secret@h?tls_cert=/secret", "pair"),
    ("rediss://:secret@h?tls_ca=", "tls_ca"),
    ("redis://:secret@h?tls_ca=/secret", "rediss://"),
    ("unix://:secret@/run/x?tls_verify=none", "rediss://"),
    ("http://:secret@h", "scheme"),
    ("redis://:secret@h:0", "port"),
    ("redis://:secret@h:65536", "port"),
    ("redis://:secret@h:+1", "port"),
    ("redis://:secret@::1", "[ ]"),
    ("redis://:secret@[::1", "]"),
    ("redis://:sec/secret@h", "%2F"),
    ("redis://:secret#secret@h", "%23"),
    ("redis://:secret%@h", "%25"),
    ("redis://:secret%zz@h", "%25"),
    ("redis://:secret%ff@h", "UTF-8"),
    ("redis://h/secret", "database"),
    ("redis://h/-1", "database"),
    ("redis://h/1?db=2", "different"),
    ("redis://h h", "host"),
    ("unix://:secret@host/run/x", "three slashes"),
    ("unix://", "slash"),
    ("unix:///" + String(repeating: "x", count: 200), "bytes"),
  ])
  func `a URL that cannot be read says why and shows no password`(text: String, reason: String) {
    let error = #expect(throws: RedisError.self) { try RedisURL(text) }
    let message = error.map { "\($0)" } ?? ""
    #expect(message.contains(reason))
    #expect(text == "redis://h/secret" || !message.contains("secret"))
    #expect(error?.isTransient == false)
  }

  @Test(arguments: [
    ("redis://:s3cr", "redis://:***"),
    ("redis://user:secret", "redis://user:***"),
    ("redis://user:1s3cr", "redis://user:***"),
    ("redis://:12/s3cr", "redis://:***"),
    ("redis://:s3/cr", "redis://:***"),
    ("redis:///user:s3cr", "redis:///user:***"),
    ("redis://:s3:cr?x=y", "redis://:***?***"),
    ("redis://h/s#3cr", "redis://h/s#***"),
    ("redis://:pa@ss:s3cr", "redis://***@ss:***"),
    ("user:s3cr", "user:***"),
    ("user:s3cr://x", "***"),
    ("unix://:s3cr", "unix://:***"),
    (":p4ss://x@host:x", "***@host:***"),
    ("p4ss://x@host", "***@host"),
    ("p4ss://x", "***"),
    ("://x@host:x", "***@host:***"),
    ("git+ssh://x@host", "git+ssh://***@host"),
    ("http://h:80/1", "http://h:80/1"),
    ("redis://h:65536", "redis://h:65536"),
    ("redis://[::1]:65536/2", "redis://[::1]:65536/2"),
    ("redis://[::1]:s3cr", "redis://[::1]:***"),
    ("redis://[s3:cr]:x", "redis://[s3:***"),
    ("redis://h/x", "redis://h/x"),
    ("redis://s3cr@\u{301}h", "***"),
    ("redis://s3cr\u{600}@h", "***"),
    ("redis://:\u{301}s3cr@h", "***"),
  ])
  func `of a URL that cannot be read, what may be a piece of a password is not shown`(text: String, shown: String) {
    let error = #expect(throws: RedisError.self) { try RedisURL(text) }
    guard case .invalidURL(let url, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(url == shown)
    #expect(!reason.contains("s3") && !reason.contains("p4ss"))
  }

  @Test func `a URL with terminal escapes is shown without them`() throws {
    #expect(try RedisURL("unix:///run/%1b[31m").description == "unix:///run/\\u{1b}[31m?db=0")
    let error = #expect(throws: RedisError.self) { try RedisURL("redis://\u{1b}[31m:x") }
    #expect(error.map { !"\($0)".contains("\u{1b}") } == true)
  }

  @Test func `the environment names a URL as Sidekiq's does`() {
    #expect(RedisURL.fromEnvironment([:]) == nil)
    #expect(RedisURL.fromEnvironment(["REDIS_URL": ""]) == nil)
    #expect(RedisURL.fromEnvironment(["REDIS_URL": "redis://a"]) == "redis://a")
    let both = ["REDIS_URL": "redis://a", "REDIS_PROVIDER": "OTHER", "OTHER": "redis://b"]
    #expect(RedisURL.fromEnvironment(both) == "redis://b")
    #expect(RedisURL.fromEnvironment(["REDIS_PROVIDER": "OTHER", "REDIS_URL": "redis://a"]) == nil)
    #expect(RedisURL.fromEnvironment(["REDIS_PROVIDER": "redis://c"]) == "redis://c")
  }
}
