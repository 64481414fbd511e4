import ArgumentParser
import Lifeboat
import LifeboatInspector
import Testing

@testable import LifeboatCommand

/// What the flags say, before any Redis is asked.
@Suite struct SelectionFlagsTests {
  private let now = ActiveJobTime(seconds: 1_795_251_600)

  private func selection(_ arguments: String...) throws -> FailureSelection {
    try SelectionFlags.parse(arguments).selection(at: now)
  }

  private func refusal(_ arguments: String...) -> String {
    do {
      return "\(try SelectionFlags.parse(arguments).selection(at: now))"
    } catch let error as UsageError {
      return error.description
    } catch {
      return "not a usage error: \(error)"
    }
  }

  @Test func `flags become a selection, those of one kind side by side`() throws {
    var expected = FailureSelection()
    expected.classes = ["Mail", "Bill"]
    expected.queues = ["low, 1:🚑"]
    expected.errors = ["Net::ReadTimeout"]
    (expected.message, expected.match) = (#"after \d+ ms"#, "a b")
    expected.arguments = [
      ArgumentCondition(path: ["0"], value: "42"), ArgumentCondition(path: ["1", "e.mail", "x=y"], value: "a=b.c"),
    ]
    (expected.since, expected.until) = (now.seconds - 5_400, now.seconds)
    expected.fingerprints = ["00ffab"]
    (expected.malformed, expected.retried) = (true, true)
    let read = try selection(
      "--class", "Mail", "--class", "Bill", "--queue", "low, 1:🚑", "--error", "Net::ReadTimeout", "--message",
      #"after \d+ ms"#, "--match", "a b", "--arg", "0=42", "--arg", #"1.e\.mail.x\=y=a=b.c"#, "--since", "1h30m",
      "--until", "2026-11-21T09:00:00Z", "--fingerprint", "00FFab", "--malformed", "--retried")
    #expect(read == expected)
    #expect(try selection() == FailureSelection())
  }

  @Test(arguments: [
    ("90s", 1_795_251_510), ("3d", 1_794_992_400), ("2026-11-21T08:59:59Z", 1_795_251_599),
    ("2026-11-21T10:00+01:00", 1_795_251_600), ("2026-11-21 09:00:00 +0000", 1_795_251_600),
    ("1795251600", 1_795_251_600),
  ])
  func `a time is how long ago or when`(text: String, seconds: Int) throws {
    #expect(try selection("--since", text).since == seconds)
    #expect(try selection("--until", text).until == seconds)
  }

  @Test func `a time without a zone is local, and a day begins at midnight`() throws {
    #expect(try selection("--since", "2026-11-21T09:30").since == LocalTime.parse("2026-11-21T09:30")?.seconds)
    #expect(try selection("--since", "2026-11-21").since == LocalTime.parse("2026-11-21T00:00")?.seconds)
  }

  @Test func `what cannot be read is shown with its place`() {
    #expect(
      refusal("--message", "(time|ré")
        == "--message is no regular expression: missing closing parenthesis\n  (time|ré\n          ^")
    #expect(
      refusal("--message", "\u{1b}(x")
        == "--message is no regular expression: missing closing parenthesis\n  \\u{1b}(x\n          ^")
    #expect(
      refusal("--arg", "x=1") == "--arg is written like 0=42 or 1.email=a@example.com: an argument's position, from 0"
        + " was expected\n  x=1\n  ^")
    #expect(
      refusal("--arg", "1..a=1") == "--arg is written like 0=42 or 1.email=a@example.com: a position or a key"
        + " was expected\n  1..a=1\n    ^")
    #expect(
      refusal("--arg", "12") == "--arg is written like 0=42 or 1.email=a@example.com: = and a value"
        + " was expected\n  12\n    ^")
    #expect(refusal("--since", "2x") == "--since: a unit (d, h, m, s or ms) was expected\n  2x\n   ^")
    #expect(refusal("--until", "90") == "--until: a unit (d, h, m or s) was expected\n  90\n    ^")
    #expect(refusal("--fingerprint", "00fz") == "--fingerprint is made of hexadecimal digits\n  00fz\n     ^")
  }

  @Test(arguments: [
    (["--since", "2026-13-01"], "--since should be how long ago, such as 2h, or a time such as 2026-11-21,"),
    (["--until", "yesterday"], "--until should be how long ago, such as 2h, or a time such as 2026-11-21,"),
    (["--fingerprint", "0f"], "--fingerprint has 4 to 16 digits, got 0f"),
    (
      ["--since", "1h", "--until", "2h"],
      "nothing failed both since 2026-11-21T08:00:00Z and before 2026-11-21T07:00:00Z"
    ),
  ])
  func `what makes no sense is refused`(arguments: [String], beginning: String) {
    let error = #expect(throws: UsageError.self) { try SelectionFlags.parse(arguments).selection(at: now) }
    #expect(error?.description.hasPrefix(beginning) == true, "\(error?.description ?? "")")
  }

  @Test func `a long text is shown around its place`() {
    let text = String(repeating: "a", count: 200) + "(" + String(repeating: "b", count: 200)
    let lines = refusal("--message", text).split(separator: "\n")
    #expect(lines[1] == "  …\(String(repeating: "b", count: 40))")
    #expect(lines[2] == "  " + String(repeating: " ", count: 41) + "^")
  }
}
