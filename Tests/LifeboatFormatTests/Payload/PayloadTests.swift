import Testing

@testable import LifeboatFormat

@Suite struct PayloadTests {
  @Test func `every captured payload that json takes is read, and kept byte for byte`() throws {
    let payloads = Captures.records("payload")
    #expect(payloads.count == 250)
    for line in payloads {
      // What Ruby itself could not read either.
      if ["{broken", "", "null", "[]", "{bad", "[1]"].contains(line.text) {
        #expect(throws: MalformedPayload.self, "\(line.operation)") { try Payload(line.bytes) }
        continue
      }
      let payload = try Payload(line.bytes)
      #expect(payload.bytes == line.bytes)
      guard let className = payload.className else { continue }
      let same = try payload.replacing("class", with: Array(className.bytes))
      #expect(same.bytes == line.bytes, "\(line.operation)")
    }
  }

  @Test func `class and args are found at the top only`() throws {
    let payload = try Payload(
      bytes(#"{"x":{"class":"no","args":[0]},"args":[{"class":"no"}],"class":"A","y":[{"args":9}]}"#))
    #expect(payload.slice(of: "class")?.string == "A")
    #expect(payload.slice(of: "args").map { text($0.bytes) } == #"[{"class":"no"}]"#)
    #expect(payload.slice(of: "x").map { text($0.bytes) } == #"{"class":"no","args":[0]}"#)
    #expect(payload.slice(of: "z") == nil)
  }

  @Test func `an array at the top has no fields`() {
    #expect(throws: MalformedPayload.notObject(.array)) { try Payload(bytes(#"["class",{"class":"A"}]"#)) }
  }

  @Test func `the last of equal keys wins`() throws {
    let payload = try Payload(bytes(#"{"class":"A","args":[1],"cl\u0061ss":"B","args":[2],"q":1,"q":2}"#))
    #expect(payload.className?.string == "B")
    #expect(payload.arguments.map { text($0.bytes) } == "[2]")
    #expect(payload.slice(of: "q")?.int == 2)
  }

  @Test func `a broken text gives what is whole before the break`() {
    func scan(_ text: String) -> (String?, String?) {
      let (className, arguments) = Payload.scanning(bytes(text))
      return (className?.string, arguments.map { LifeboatFormatTests.text($0.bytes) })
    }
    #expect(scan(#"{"class":"A","args":[1],"x":tru"#) == ("A", "[1]"))
    #expect(scan(#"{"class":"A","args":[1"#) == ("A", nil))
    #expect(scan(#" {"args":[1],"class":"A"#) == (nil, "[1]"))
    #expect(scan(#"{"class":"A" "args":[1]}"#) == ("A", "[1]"))
    #expect(scan("") == (nil, nil))
    #expect(scan("[1]") == (nil, nil))
  }
}
