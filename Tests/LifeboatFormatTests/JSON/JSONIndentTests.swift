import LifeboatFormat
import Testing

@Suite struct JSONIndentTests {
  private func lines(_ text: String, width: Int = 20) throws -> [String] {
    JSONIndent.lines(try JSONSlice(parsing: Array(text.utf8)), width: width)
  }

  @Test(arguments: [
    (#"{"a":1}"#, #"{"a": 1}"#), ("[1, 2,3]", "[1, 2, 3]"), (" 1.50e3 ", "1.50e3"), ("null", "null"), ("[]", "[]"),
    ("{}", "{}"), (#""\u00e9\/""#, #""\u00e9\/""#), (#"{"b":[],"a":{},"b":"x"}"#, #"{"b": [], "a": {}, "b": "x"}"#),
  ])
  func `what fits is one line, spelt as it came`(text: String, line: String) throws {
    #expect(try lines(text, width: 40) == [line])
  }

  @Test func `what does not fit is laid out, its keys in their order`() throws {
    let text = #"{"class":"Charge","args":[1.50,{"to":"ann@example.com","of":[1,2,3]}],"a":1}"#
    #expect(
      try lines(text) == [
        "{", #"  "class": "Charge","#, #"  "args": ["#, "    1.50,", "    {", #"      "to": "ann@example.com","#,
        #"      "of": ["#, "        1,", "        2,", "        3", "      ]", "    }", "  ],", #"  "a": 1"#, "}",
      ])
    #expect(try lines(text, width: 200).count == 1)
  }

  @Test func `the deepest nesting is laid out`() throws {
    let text = String(repeating: "[", count: 100) + "1" + String(repeating: "]", count: 100)
    let lines = try lines(text)
    #expect(lines.first == "[" && lines.last == "]")
    #expect(lines.map { $0.filter { $0 != " " } }.joined() == text)
  }
}
