import Testing

@testable import LifeboatRedis

struct SentinelURLTests {
  private func group(_ url: RedisURL) -> SentinelGroup? {
    guard case .sentinels(let group) = url.endpoint else { return nil }
    return group
  }

  @Test(arguments: [
    ("redis-sentinel://s1:1,s2/mymaster", "redis-sentinel://s1:1,s2:26379/mymaster/0"),
    ("redis-sentinel://s1:1,s1:1/mymaster/", "redis-sentinel://s1:1/mymaster/0"),
    ("redis-sentinel://s1/mymaster/3", "redis-sentinel://s1:26379/mymaster/3"),
    ("redis-sentinel://s1/mymaster?db=3&x=y", "redis-sentinel://s1:26379/mymaster/3"),
    ("redis-sentinel://[::1]:7,[fe80::1]/my.master-1/0", "redis-sentinel://[::1]:7,[fe80::1]:26379/my.master-1/0"),
    ("Redis-Sentinel://me:secret@s1,s2/m/1", "redis-sentinel://me:***@s1:26379,s2:26379/m/1"),
    ("redis-sentinel://:secret@s1/m?sentinel_password=secret2", "redis-sentinel://:***@s1:26379/m/0"),
    ("rediss-sentinel://s1/6379/0", "rediss-sentinel://s1:26379/6379/0"),
  ])
  func `a URL of sentinels is read, and shown without its passwords`(text: String, shown: String) throws {
    let url = try RedisURL(text)
    #expect(url.description == shown)
    #expect((url.tls != nil) == text.hasPrefix("rediss"))
    var dumped = ""
    dump(url, to: &dumped)
    #expect(!dumped.contains("secret"))
  }

  @Test func `the sentinels' user and password are percent-decoded and not the master's`() throws {
    let url = try RedisURL("redis-sentinel://app:one@s1/m?sentinel_user=a%40b&sentinel_password=t%26wo")
    #expect(url.user == "app")
    #expect(url.password == "one")
    #expect(group(url)?.user == "a@b")
    #expect(group(url)?.password == "t&wo")
    #expect(group(url)?.master == "m")
  }

  @Test func `a master's name and a list of sentinels are read as Ruby reads them`() throws {
    let url = try RedisURL("redis://:secret@mymaster/2?sentinel_password=other", sentinels: ["s1:1", "s2"])
    #expect(url.description == "redis-sentinel://:***@s1:1,s2:26379/mymaster/2")
    #expect(url.password == "secret")
    #expect(group(url)?.password == "other")
    #expect(try RedisURL("mymaster", sentinels: ["s1"]).description == "redis-sentinel://s1:26379/mymaster/0")
  }

  @Test(arguments: [
    ("redis-sentinel://:secret@s1,s2", "does not name the master"),
    ("redis-sentinel://:secret@s1,s2/", "does not name the master"),
    ("redis-sentinel://:secret@s1,s2/0", "does not name the master"),
    ("redis-sentinel://:secret@s1,s2/0#mymaster", "stands in the path"),
    ("redis-sentinel://:secret@s1,,s2/mymaster/0", "is empty"),
    ("redis-sentinel://:secret@s1:x/mymaster/0", "port"),
    ("redis-sentinel://:secret@s1/mymaster/x", "database"),
    ("redis-sentinel://:secret@s1/mymaster/0/1", "database"),
    ("redis-sentinel://s1/mymaster?sentinel_user=secret", "without a sentinel_password"),
    ("redis-sentinel://s1/mymaster?sentinel_password=secret%zz", "%25"),
  ])
  func `a URL of sentinels that cannot be read says why and shows no password`(text: String, reason: String) {
    let error = #expect(throws: RedisError.self) { try RedisURL(text) }
    let message = error.map { "\($0)" } ?? ""
    #expect(message.contains(reason), "\(message)")
    #expect(!message.contains("secret"), "\(message)")
  }

  @Test(arguments: [
    ("redis-sentinel://s1/m", ["s2"], "names sentinels already"),
    ("unix:///run/redis.sock", ["s2"], "a socket has no sentinels"),
    ("redis://mymaster", [""], "is empty"),
    ("redis://mymaster", ["redis://:secret@s1"], "?sentinel_password="),
    ("redis://mymaster", ["s1:0"], "port"),
  ])
  func `sentinels that do not fit their URL are told apart`(text: String, sentinels: [String], reason: String) {
    let error = #expect(throws: RedisError.self) { try RedisURL(text, sentinels: sentinels) }
    let message = error.map { "\($0)" } ?? ""
    #expect(message.contains(reason), "\(message)")
    #expect(!message.contains("secret"))
  }
}
