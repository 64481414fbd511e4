import Testing

@testable import LifeboatFormat

@Suite struct JSONScannerTests {
  private static func findings(_ text: String) throws -> JSONFindings {
    try Payload(bytes(text)).findings
  }

  @Test func `every text that json 2.6.3 was tried with gets the same verdict`() {
    var inputs: [String: [UInt8]] = [:]
    for line in Captures.json263 where line.type == "input" { inputs[line.operation] = line.bytes }
    var compared = 0
    for line in Captures.json263 where line.type == "result" {
      guard let input = inputs[line.operation] else { continue }
      let isAccepted = (try? JSONSlice(parsing: input)) != nil
      #expect(isAccepted == line.text.hasPrefix("ok"), "\(line.operation)")
      compared += 1
    }
    #expect(compared == 42)
  }

  @Test(arguments: ["[", "{\"a\":"])
  func `a hundred levels are fine, a hundred and one are refused`(opening: String) throws {
    func nested(_ depth: Int) -> [UInt8] {
      let isArray = opening == "["
      let inner = isArray ? "" : "1"
      return bytes(
        String(repeating: opening, count: depth) + inner + String(repeating: isArray ? "]" : "}", count: depth))
    }
    #expect(try JSONSlice(parsing: nested(100)).findings.depth == 100)
    let offset = 100 * opening.utf8.count
    #expect(throws: MalformedPayload.tooDeep(offset: offset)) { try JSONSlice(parsing: nested(101)) }
  }

  @Test func `a million opening brackets don't overflow anything`() {
    let brackets = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
    #expect(throws: MalformedPayload.tooDeep(offset: 100)) { try Payload(brackets) }
    let (className, arguments) = Payload.scanning(bytes(#"{"class":"A","args":"#) + brackets)
    #expect(className?.string == "A")
    #expect(arguments == nil)
  }

  @Test func `a string of ten million bytes is one token`() throws {
    let long = String(repeating: "é", count: 5_000_000)
    let payload = try Payload(bytes(#"{"class":"A","args":[""# + long + #""]}"#))
    #expect(payload.arguments?.elements.first { _ in true }?.string?.utf8.count == 10_000_000)
    #expect(payload.findings.isStrict)
  }

  @Test func `what a strict parser would refuse is noted`() throws {
    #expect(try Self.findings(#"{"a":["\u00e9",1e400,"\ud83d\ude00"]}"#).isStrict)
    #expect(try Self.findings(#"{"a":1/*c*/}"#) == JSONFindings(depth: 1, hasComments: true))
    #expect(try Self.findings(#"{"a":"\q"}"#) == JSONFindings(depth: 1, hasLooseEscapes: true))
    #expect(try Self.findings(#"{"a":"\ude00"}"#).hasLooseEscapes)
    #expect(try Self.findings(#"{"a":"\ud83dabcdef"}"#).hasLooseEscapes)
    #expect(try Self.findings(#"{"a":"\ud83d\u0041"}"#).hasLooseEscapes)
    #expect(try !Self.findings("{\"a\":1,//x\n\"b\":2}").isStrict)
  }

  @Test(
    arguments: [
      [0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80],
      [0xF0, 0x80, 0x80, 0x80],
    ] as [[UInt8]])
  func `invalid UTF-8 is found where it is`(sequence: [UInt8]) throws {
    let payload = try Payload(bytes(#"{"a":"ééééé"#) + sequence + bytes(#""}"#))
    #expect(payload.findings.invalidUTF8Offset == 16)
    #expect(!payload.findings.isStrict)
    let comment = try Payload(bytes(#"{/*ééé"#) + sequence + bytes(#"*/}"#))
    #expect(comment.findings.invalidUTF8Offset == 9)
  }

  @Test func `an error says where and what was expected`() {
    func message(_ text: String) -> String {
      do {
        _ = try Payload(bytes(text))
        return "accepted"
      } catch {
        return error.description
      }
    }
    #expect(
      message(#"{"class":"A","args":[1,]}"#)
        == #"The payload is not valid JSON: at byte 23 a value was expected, but there is "]}"."#)
    #expect(
      message(#"{"class":"A""#)
        == "The payload is not valid JSON: it ends at byte 12, where a comma or } after a value was expected.")
    #expect(
      message("{\"a\":\u{1b}[31m}")
        == #"The payload is not valid JSON: at byte 5 a value was expected, but there is "\u{1b}[31m}"."#)
    #expect(message(" \n") == "The payload is empty; a JSON object with a class and args was expected.")
    #expect(message("[1]") == "The payload is an array; a JSON object with a class and args was expected.")
    #expect(message("null") == "The payload is null; a JSON object with a class and args was expected.")
  }
}
