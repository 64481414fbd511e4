import Testing

@testable import LifeboatFormat

@Suite struct PrintableTests {
  @Test func `controls and direction marks are spelled out`() {
    #expect(
      Printable.line("a\u{1b}[31m\nb\u{9b}\u{202e}\u{2066}\u{7f}é😀")
        == #"a\u{1b}[31m\u{a}b\u{9b}\u{202e}\u{2066}\u{7f}é😀"#)
    #expect(Printable.line("\u{feff}\u{e0041}\u{2028}") == #"\u{feff}\u{e0041}\u{2028}"#)
  }

  @Test func `invalid UTF-8 is shown as such`() {
    #expect(Printable.line([0x61, 0xFF, 0x62]) == "a\u{FFFD}b")
  }

  @Test func `what is too long ends with an ellipsis`() {
    #expect(Printable.line("abcdef", limit: 6) == "abcdef")
    #expect(Printable.line("abcdefg", limit: 6) == "abcde…")
    #expect(Printable.line([UInt8](repeating: 0x61, count: 10_000_000), limit: 3) == "aa…")
    #expect(Printable.line("abc", limit: 0) == "")
  }
}
