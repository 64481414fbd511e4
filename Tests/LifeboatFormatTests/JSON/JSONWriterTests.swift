import Testing

@testable import LifeboatFormat

@Suite struct JSONWriterTests {
  @Test func `every text that json 2.6.3 wrote is written the same after being read`() throws {
    var compared = 0
    for line in Captures.json263 where line.type == "list" {
      // Numbers are computed anew, so that their spelling is ours.
      #expect(text(rewritten(try JSONValue(parsing: line.bytes)).encode()) == line.text, "\(line.operation)")
      compared += 1
    }
    #expect(compared == 34)
  }

  private func rewritten(_ value: JSONValue) -> JSONValue {
    switch value {
    case .number(let text) where text.contains("."): .double(Double(text) ?? .nan)
    case .array(let elements): .array(elements.map(rewritten))
    case .object(let members): .object(members.map { ($0.key, rewritten($0.value)) })
    default: value
    }
  }

  @Test(
    arguments: [
      (1, "1.0"), (0, "0.0"), (-0.0, "-0.0"), (3e10, "30000000000.0"), (1e14, "100000000000000.0"), (1e15, "1.0e+15"),
      (1e20, "1.0e+20"), (1e100, "1.0e+100"), (0.0001, "0.0001"), (0.00001, "1.0e-05"), (1e-10, "1.0e-10"),
      (.leastNonzeroMagnitude, "5.0e-324"), (1.7976931348623157e308, "1.7976931348623157e+308"), (0.1, "0.1"),
      (1_234_567_890_123_456, "1.234567890123456e+15"), (1_234_567_890_123_456.5, "1234567890123456.5"),
      (1_234_567_890_123_456.75, "1234567890123456.8"), (0.000123, "0.000123"), (-1.5, "-1.5"),
      (123_456_789_012_345, "123456789012345.0"),
    ] as [(Double, String)])
  func `a number is spelled as Ruby spells it`(value: Double, spelling: String) throws {
    var writer = JSONWriter()
    try writer.double(value)
    #expect(text(writer.bytes) == spelling)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func `what is no number is refused`(value: Double) {
    var writer = JSONWriter()
    #expect(throws: JSONWriter.NotANumber.self) { try writer.double(value) }
    #expect(writer.bytes.isEmpty)
  }

  @Test func `commas come by themselves`() {
    var writer = JSONWriter()
    writer.beginArray()
    writer.integer(1)
    writer.beginObject()
    writer.key("a")
    writer.beginArray()
    writer.endArray()
    writer.key("b")
    writer.null()
    writer.endObject()
    writer.beginObject()
    writer.endObject()
    writer.bool(true)
    writer.raw(bytes("[2]"))
    writer.string("a\u{1}\u{1f}\"\\/\u{7f}é\u{2028}")
    writer.endArray()
    #expect(text(writer.bytes) == #"[1,{"a":[],"b":null},{},true,[2],"a\u0001\u001f\"\\/"# + "\u{7f}é\u{2028}\"]")
  }
}
