import Logging
import Testing

@testable import Lifeboat

struct LineLogHandlerTests {
  @Test func `values stand behind the message, sorted, in quotes where they need them`() {
    let line = LineLogHandler.line(
      .warning, "job failed", ["queue": "mail", "error": "no such user: \"x\" in C:\\users", "empty": ""])
    #expect(line == #"WARN  job failed empty="" error="no such user: \"x\" in C:\\users" queue=mail"#)
  }

  @Test func `control characters cannot drive a terminal or begin a line`() {
    let line = LineLogHandler.line(.info, "two\nlines \u{1B}[31mred", ["class": "A\u{1B}[0m"])
    #expect(!line.contains("\u{1B}"))
    #expect(!line.contains("\n"))
  }
}
