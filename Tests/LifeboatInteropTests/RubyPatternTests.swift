import Lifeboat
import LifeboatTestSupport
import Testing

/// Queue patterns, as Ruby's own `File.fnmatch?` reads them.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled("needs Ruby with the redis gem: scripts/setup installs it") { await Partner.ruby.value != nil })
struct RubyPatternTests {
  private let stage: InteropStage

  init() async throws { stage = try InteropStage(await Partner.ruby.value) }

  private func json(_ texts: [String]) -> String {
    String(decoding: JSONValue.array(texts.map { .string($0) }).encode(), as: UTF8.self)
  }

  private func agree(_ patterns: [String], _ names: [String]) async throws {
    let answer = try await stage.there(
      """
      patterns, names = JSON.parse(<<'EOF')
      [\(json(patterns)),\(json(names))]
      EOF
      answer(patterns.map { |pattern| names.map { |name| File.fnmatch?(pattern, name) } })
      """)
    let verdicts = try JSONSlice(parsing: Array(answer.utf8)).elements.map { $0.elements.map { $0.bool } }
    #expect(verdicts.count == patterns.count)
    for (pattern, row) in zip(patterns, verdicts) {
      for (name, theirs) in zip(names, row) {
        #expect(QueuePattern(pattern).matches(name) == theirs, "pattern \(pattern), name \(name)")
      }
    }
  }

  @Test func `patterns that people write, and odd ones, mean the same`() async throws {
    let patterns = [
      "*", "h*", "!x", "?", "[hl]*", "[!h]*", "[^a-c]x", #"a\*"#, "{a,b}", "*.x", ".*", "[a", "a**b", "*a*b*", #"\"#,
      #"a\"#, "[]x]", "[a-]", "é*", "[é-ü]?", "a?c", "*😀", #"[\]]"#, #"[a\-z]"#, "", "**", "[.]a", "?a", "a/b*",
      "*/b", "a-]", "[!]", "[z-a]", "*?", #"\.a"#, "[a-c-e]",
    ]
    let names = [
      "", "a", "h", "high", "low", "default", ".hid", "a*", "{a,b}", "a.x", "[a", "aab", "xaxbx", #"a\"#, #"\"#, "]",
      "-", "x]", "éa", "ö1", "abc", "a b", "x:😀", "[", "z", "a/b", "a/bc", "dx", ".a", "a-]", "[!]", "y", "ab", "e",
    ]
    try await agree(patterns, names)
  }

  @Test func `random patterns mean the same`() async throws {
    var generator = SystemRandomNumberGenerator()
    func random(_ alphabet: [Character], _ most: Int) -> String {
      String(
        (0..<Int.random(in: 0...most, using: &generator)).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] })
    }
    let patterns = (0..<300).map { _ in random(Array("ab*?[]!^-\\.é{"), 8) }
    try await agree(patterns, (0..<60).map { _ in random(Array("ab-].é\\!^*"), 6) })
  }
}
