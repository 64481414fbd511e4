import Testing

@testable import LifeboatFormat

@Suite struct JSONEqualityTests {
  private func areEqual(_ left: String, _ right: String) throws -> Bool {
    let left = try JSONSlice(parsing: Array(left.utf8))
    let right = try JSONSlice(parsing: Array(right.utf8))
    #expect(left.hasSameValue(as: right) == right.hasSameValue(as: left))
    return left.hasSameValue(as: right)
  }

  @Test(arguments: [
    (#""<&>""#, #""\u003c\u0026\u003e""#), (#""\u2028/""#, "\"\u{2028}\\/\""), (#""😀""#, #""\ud83d\ude00""#),
    ("1e20", "1.0e+20"), ("1.50", "1.5"), ("0.00001", "1.0e-05"), ("-0.0", "0.0"), ("-0", "0"), ("1e400", "2e400"),
    ("18446744073709551616", "18446744073709551616"), ("[1, 2]", "[1,2]"), (#"{"a":1,"b":[2]}"#, #"{"b":[2], "a":1}"#),
    (#"{"a":1,"a":2}"#, #"{"\u0061":2}"#), ("null", " null "), ("true", "true"), ("[]", "[ ]"), ("{}", "{ }"),
  ])
  func `two spellings of one value are equal`(left: String, right: String) throws {
    #expect(try areEqual(left, right))
  }

  @Test(arguments: [
    ("1", "1.0"), ("1", "2"), ("1.5", "1.6"), ("18446744073709551616", "18446744073709551617"),
    ("18446744073709551616", "18446744073709551616.0"), (#""a""#, #""A""#), (#""é""#, "\"e\u{301}\""), (#""1""#, "1"),
    ("[1]", "[1,1]"), ("[1,2]", "[2,1]"), (#"{"a":1}"#, #"{"a":1,"b":1}"#), (#"{"a":1}"#, #"{"b":1}"#),
    (#"{"a":1}"#, #"{"a":1.0}"#), ("null", "false"), ("true", "false"), ("[]", "{}"), ("0", "0.0"),
  ])
  func `different values differ, 1 and 1.0 too`(left: String, right: String) throws {
    #expect(try !areEqual(left, right))
  }
}
