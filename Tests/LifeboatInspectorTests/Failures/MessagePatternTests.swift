import LifeboatInspector
import Testing

@Suite struct MessagePatternTests {
  @Test(arguments: [
    ("timed out", "execution timed out", true),
    ("Timed", "execution timed out", false),
    ("(?i)TIMED", "execution timed out", true),
    (#"^caused by \d+$"#, "first line\ncaused by 42\nlast", true),
    (#"\Acaused"#, "first\ncaused", false),
    ("first.caused", "first\ncaused", false),
    ("(?s)first.caused", "first\ncaused", true),
    ("^n.d$", "nöd", true),
    ("^n..d$", "n🚑🚑d", true),
    ("(?<=user )[0-9]{3}(?! not)", "user 123 gone", true),
    (#"\p{Lu}"#, "Ä", true),
    ("", "", true),
    ("^$", "", true),
    (#"\x{1b}\[31m"#, "a \u{1b}[31m red one", true),
    (#"a\0b"#, "a\0b", true),
  ])
  func `a pattern matches as people who write Ruby expect`(pattern: String, message: String, isMatch: Bool) throws {
    #expect(try MessagePattern(pattern).matches(message) == isMatch)
  }

  @Test(arguments: [
    ("foo(bar", 7, "missing closing parenthesis"),
    ("a+b[", 4, "missing terminating ] for character class"),
    (#"\C"#, 2, "using \\C is disabled by the application"),
    ("(?<n>a)(?<n>b)", 12, "two named subpatterns have the same name (PCRE2_DUPNAMES not set)"),
  ])
  func `a pattern that is none says what is wrong, and where`(pattern: String, offset: Int, reason: String) {
    #expect(throws: InspectorError.badPattern(pattern, offset: offset, reason: reason)) { try MessagePattern(pattern) }
  }

  @Test(arguments: [
    (#"(a+)+$"#, String(repeating: "a", count: 40) + "!"),
    (#"^(([a-z])+.)+[A-Z]([a-z])+$"#, String(repeating: "a", count: 100)),
    (#"(x+x+)+[yz]"#, String(repeating: "x", count: 5_000)),
    (#"(?:a|aa|aaa)+$"#, String(repeating: "a", count: 20_000) + "!"),
    (#"(*NO_JIT)(a+)+$"#, String(repeating: "a", count: 40) + "!"),
    (#"(*LIMIT_MATCH=4000000000)(a+)+$"#, String(repeating: "a", count: 40) + "!"),
  ])
  func `a pattern that explodes is stopped, and never a silent no`(pattern: String, message: String) throws {
    let compiled = try MessagePattern(pattern)
    let clock = ContinuousClock()
    var durations: [Duration] = []
    for _ in 0..<3 {
      durations.append(
        clock.measure {
          #expect(throws: InspectorError.costlyPattern(pattern, message: message)) { try compiled.matches(message) }
        })
    }
    // Without a limit it would be years.
    #expect(try #require(durations.min()) < .seconds(30))
    #expect(throws: Never.self) { try compiled.matches("another message") }
  }

  @Test func `a long message is no reason to stop`() throws {
    let message = String(repeating: "lorem ipsum dolor sit amet ", count: 20_000) + "PG::DeadlockDetected"
    #expect(try MessagePattern("ipsum.*Deadlock").matches(message))
    #expect(try MessagePattern(#"PG::\w+$"#).matches(message))
    #expect(try !MessagePattern("(?i)mysql").matches(message))
  }

  @Test func `errors show no raw escape of a pattern or a message`() {
    let bad = InspectorError.badPattern("(\u{1b}[31m", offset: 6, reason: "missing )")
    #expect(bad.description == #"the pattern (\u{1b}[31m is no regular expression: missing ), at byte 6"#)
    let costly = InspectorError.costlyPattern("a\u{7}", message: "\u{1b}]0;x")
    #expect(
      costly.description.hasPrefix(#"the pattern a\u{7} takes too long on a message, which begins with "\u{1b}]0;x""#))
  }

  @Test func `one pattern serves several threads`() async throws {
    let pattern = try MessagePattern(#"^(\w+) failed (\d+) times$"#)
    let found = await withTaskGroup(of: Int.self) { group in
      for number in 0..<8 {
        group.addTask {
          (0..<2_000).count { (try? pattern.matches("job \(number)\nmail failed \($0) times")) ?? false }
        }
      }
      return await group.reduce(0, +)
    }
    #expect(found == 16_000)
  }
}
