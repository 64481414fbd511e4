import Testing

@testable import LifeboatFormat

@Suite struct AccessRuleTests {
  @Test func `a viewer's rule permits reading on Redis 7, and on 6.2 no command that writes`() {
    let seven = AccessRule(.viewer, patterns: ["app:*"], syntax: .seven).words(password: "#abc")
    #expect(seven.prefix(7) == ["reset", "on", "#abc", "%R~app:*", "resetchannels", "-@all", "+client|setname"])
    #expect(seven.contains("+evalsha_ro") && !seven.contains("+evalsha"))
    let six = AccessRule(.viewer, patterns: ["app:*"], syntax: .six).words(password: ">p")
    #expect(six[3] == "~app:*")
    #expect(six.contains("+evalsha") && !six.contains("+evalsha_ro"))
    #expect(
      Set(AccessRole.viewer.commands).isDisjoint(with: ["set", "del", "rpush", "hset", "zadd", "sadd", "rename"]))
  }

  @Test func `only a worker hears of changed keys`() {
    for role in AccessRole.allCases {
      let words = AccessRule(role, patterns: ["*"], syntax: .six).words(password: ">p")
      #expect(words.contains("&__redis__:invalidate") == (role == .worker))
      #expect(Set(words).count == words.count, "\(words)")
    }
  }

  @Test(arguments: [
    ("resque", "resque"), ("a*b?", #"a\*b\?"#), ("[x]", #"\[x\]"#), (#"a\b"#, #"a\\b"#), ("a b", "a?b"),
    ("é:ü", "é:ü"), ("a\u{3000}b", "a???b"),
  ])
  func `a name in a pattern means itself`(name: String, pattern: String) {
    #expect(KeyPattern.literal(name) == pattern)
    #expect(ResqueKeys(namespace: name).patterns == [pattern + ":*"])
    #expect(SidekiqKeys(namespace: name).patterns == [pattern + ":*"])
  }

  @Test func `without a namespace each kind of key is named`() {
    #expect(!ResqueKeys(namespace: "").patterns.contains("*"))
    #expect(SidekiqKeys().patterns.contains(#"*:[0-9]*:\#(String(repeating: "[0-9a-f]", count: 12)):work"#))
  }
}
