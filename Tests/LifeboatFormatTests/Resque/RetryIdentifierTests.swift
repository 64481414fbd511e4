import Testing

@testable import LifeboatFormat

@Suite struct RetryIdentifierTests {
  private func identifier(_ arguments: String) throws -> String {
    text(RetryIdentifier.text(of: try JSONSlice(parsing: bytes(arguments))))
  }

  @Test(arguments: [
    ("[1]", "1"), (#"[1,"é x"]"#, "1-é x"), (#"["a-b"]"#, "a-b"), (#"["a","b"]"#, "a-b"),
    ("[true,false]", "true-false"),
    (#"["\u00e9\n\"",""]"#, "é\n\"-"), (##"["#{x}"]"##, "#{x}"),
  ])
  func `arguments are joined with a dash, strings as they are`(arguments: String, expected: String) throws {
    #expect(try identifier(arguments) == expected)
  }

  @Test(arguments: [
    ("[]", ""), ("[null]", ""), (#"[""]"#, ""), ("[[]]", ""), ("[[[]],1]", "-1"), ("[[],[]]", "-"),
    ("[null,null]", "-"),
    (#"[["a",["b",null]],"c"]"#, "a-b--c"),
  ])
  func `null is nothing, and arrays are flattened`(arguments: String, expected: String) throws {
    #expect(try identifier(arguments) == expected)
  }

  @Test(arguments: [
    ("[1.50]", "1.5"), ("[1e2]", "100.0"), ("[1E20]", "1.0e+20"), ("[-0.0]", "-0.0"), ("[-0]", "0"),
    ("[1e400]", "Infinity"),
    ("[-1e400]", "-Infinity"), ("[0.00001]", "1.0e-05"),
    ("[123456789012345678901234567890]", "123456789012345678901234567890"),
  ])
  func `numbers are spelt as Ruby prints them after decoding`(arguments: String, expected: String) throws {
    #expect(try identifier(arguments) == expected)
  }

  @Test(arguments: [
    ("[{}]", "{}"), (#"[{"a":1,"b":[null,"x",1.50,{}]}]"#, #"{"a"=>1, "b"=>[nil, "x", 1.5, {}]}"#),
    (#"[{"a":1,"b":2,"a":3}]"#, #"{"a"=>3, "b"=>2}"#),
    (#"[{"a\"\\":"\n\t\u001b\u0001"}]"#, #"{"a\"\\"=>"\n\t\e\u0001"}"#),
    (##"[{"h":"#{a} #$b #@c # #d"}]"##, ##"{"h"=>"\#{a} \#$b \#@c # #d"}"##), (#"[{"é":"😀 日本"}]"#, #"{"é"=>"😀 日本"}"#),
    (#"[{"u":"\u2028\u0085\u0080\u200b"}]"#, "{\"u\"=>\"\\u2028\u{85}\\u0080\u{200B}\"}"),
    ("[{\"e\u{301}\":1,\"é\":2}]", "{\"e\u{301}\"=>1, \"é\"=>2}"),
    (#"[{"x":"\udbff\udfff"}]"#, #"{"x"=>"\u{10FFFF}"}"#),
  ])
  func `objects are printed as Ruby inspects hashes`(arguments: String, expected: String) throws {
    #expect(Array(try identifier(arguments).utf8) == Array(expected.utf8))
  }

  @Test func `a job without arguments has no identifier`() {
    #expect(RetryIdentifier.text(of: nil) == [])
  }

  @Test(arguments: [
    ("A", "A"), ("A::B", "A::B"), ("::A::B", "A::B"), ("ok-job", "OkJob"), ("send-MAIL-now", "SendMailNow"),
  ])
  func `a class is spelt as Ruby's constant`(className: String, expected: String) {
    #expect(RetryIdentifier.constantName(of: className) == expected)
  }
}
