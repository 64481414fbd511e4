import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

@Suite struct FailureIDTests {
  @Test func `an id is the first half of a SHA-256 of the list's name, a zero byte and the entry`() {
    // printf 'failed\0{"a":1}' | sha256sum
    let id = FailureID(entry: Array(#"{"a":1}"#.utf8), list: "failed")
    #expect(id.digits == "8da569d9f1f276ac2d22c577bb58f210")
    #expect(id.short == String(id.digits.prefix(10)))
    #expect("\(id)" == id.digits)
  }

  @Test func `equal bytes have one id, and another list another`() {
    let id = FailureID(entry: [1, 2, 3], list: "failed")
    #expect(id == FailureID(entry: [1, 2, 3], list: "failed"))
    #expect(id != FailureID(entry: [1, 2, 4], list: "failed"))
    #expect(id != FailureID(entry: [1, 2, 3], list: "dead"))
  }

  @Test(arguments: [
    ("3f9a", "3f9a"), ("3F9A2C", "3f9a2c"), (String(repeating: "a", count: 32), String(repeating: "a", count: 32)),
  ])
  func `a prefix has 4 to 32 hexadecimal digits, in any case`(text: String, prefix: String) throws {
    #expect(try FailureID.prefix(text) == prefix)
  }

  @Test(arguments: ["", "3f9", "3f9g", "zzzz", String(repeating: "a", count: 33), "-1000", "３f9a", "3f9a "])
  func `anything else is no id`(text: String) {
    #expect(throws: InspectorError.notAnID(text)) { try FailureID.prefix(text) }
  }
}
