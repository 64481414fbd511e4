import LifeboatFormat
import Testing

struct QueuePatternTests {
  @Test(arguments: [
    ("*", ["a", "", "a/b", "x:y z", "😀"], [".hidden"]),
    ("mail*", ["mail", "mail:high", "mailer"], ["amail", "Mail"]),
    ("*mail", ["mail", "xmail", "mailmail"], ["mails"]),
    ("a*b*c", ["abc", "aXbYc", "abbcc"], ["ab", "acb"]),
    ("?", ["a", "é", "😀"], ["", "ab", "."]),
    ("[hl]*", ["high", "low", "h"], ["mid", ""]),
    ("[!h]*", ["low"], ["high"]),
    ("[^a-c]x", ["dx"], ["ax", "bx", "cx"]),
    ("[a-]", ["a", "-"], ["b"]),
    ("a\\*", ["a*"], ["ab"]),
    ("{a,b}", ["{a,b}"], ["a", "b"]),
    (".*", [".hidden", "."], ["a"]),
    ("[a", [], ["a", "[a"]),
    ("Mail", ["Mail"], ["mail", "Mails"]),
  ])
  func `a pattern stands for what Ruby's fnmatch says`(pattern: String, these: [String], notThese: [String]) {
    let pattern = QueuePattern(pattern)
    for name in these { #expect(pattern.matches(name), "\(pattern.text) \(name)") }
    for name in notThese { #expect(!pattern.matches(name), "\(pattern.text) \(name)") }
  }

  @Test func `a name is a pattern when Resque takes it for one`() {
    for name in ["*", "a*", "a?", "[a", "a]", "{a", "b}"] { #expect(QueuePattern(name).isPattern, "\(name)") }
    for name in ["", "a", "a b", "a:b", "a,b", "é", "a\\b", "!a"] { #expect(!QueuePattern(name).isPattern, "\(name)") }
  }

  @Test func `many stars are not slow`() {
    let pattern = QueuePattern(String(repeating: "a*", count: 30) + "b")
    #expect(!pattern.matches(String(repeating: "a", count: 5000)))
  }
}
