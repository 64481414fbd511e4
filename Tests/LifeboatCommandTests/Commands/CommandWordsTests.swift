import Testing

@testable import LifeboatCommand

@Suite struct CommandWordsTests {
  @Test(arguments: [
    ("vi", ["vi"]), ("code --wait", ["code", "--wait"]), ("  a \t b\n", ["a", "b"]), ("", []), ("''", [""]),
    (#""/a b/c" -x"#, ["/a b/c", "-x"]), (#"/a\ b/c"#, ["/a b/c"]), (#"a'b c'd"e f""#, ["ab cde f"]),
    (#""a\"b\\c\d""#, [#"a"b\c\d"#]), (#"'a\b'"#, [#"a\b"#]), ("$HOME *", ["$HOME", "*"]),
  ])
  func `words are parted by spaces and kept together by quotes, and nothing is expanded`(
    command: String, words: [String]
  ) {
    #expect(CommandWords.split(command) == words)
  }

  @Test(arguments: ["'a", "\"a", "a\\", "\"a\\\""])
  func `a quote without its end makes no command`(command: String) {
    #expect(CommandWords.split(command) == nil)
  }
}
