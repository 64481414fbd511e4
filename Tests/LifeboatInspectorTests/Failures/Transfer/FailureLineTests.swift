import LifeboatFormat
import LifeboatInspector
import Testing

/// The lines of a file of failures.
@Suite struct FailureLineTests {
  private let entry = Array(#"{"queue":"mail","payload":{"class":"Mail","args":["é\u0007"]},"exception":"E"}"#.utf8)

  private func line(
    _ bytes: [UInt8], dialect: any InspectorDialect = ResqueDialect(), set: String = "failed", score: String? = nil,
    removal: FailureLine.Removal? = nil
  ) -> (line: FailureLine, bytes: [UInt8]) {
    let stored = StoredFailure(set: set, bytes: bytes, score: score)
    let line = FailureLine(dialect: dialect.name, stored: stored, removal: removal)
    return (line, line.encode(dialect.record(stored)))
  }

  private func fault(_ text: String) -> String? {
    do throws(FailureLineFault) {
      _ = try FailureLine(parsing: Array(text.utf8))
      return nil
    } catch {
      return error.description
    }
  }

  private var text: String { String(decoding: line(entry).bytes, as: UTF8.self) }

  @Test func `a line has the exact bytes, their checksum, and what people look for`() throws {
    #expect(
      text == #"{"dialect":"resque","set":"failed","id":"\#(FailureID(entry: entry, list: "failed").digits)","#
        + #""class":"Mail","queue":"mail","exception":"E","#
        + #""sha256":"78c3087023fe78bcb98c16803a7bc3490a133dbc69bd313b2348bc4491c11331","entry":"{\"queue\":\"mail\",\"payload\":{\"class\":\"Mail\",\"args\":[\"é\\u0007\"]},"#
        + #"\"exception\":\"E\"}"}"#)
  }

  @Test(arguments: [
    Array("junk".utf8), [], [0xFF, 0x00, 0x0A], Array("\u{0}\u{1B}[31m\n\r\t\u{2028}\u{9B}\u{FEFF}😀\\\"/".utf8),
    Array("\"\"".utf8), [0xED, 0xA0, 0x80], Array(repeating: 0x61, count: 300_000),
  ])
  func `what is written is read to the same bytes, whatever they are`(bytes: [UInt8]) throws {
    let lists = line(bytes, set: "a b:c,é😀_failed")
    #expect(try FailureLine(parsing: lists.bytes) == lists.line)
    #expect(!lists.bytes.contains(0x0A))
    let sets = line(
      bytes, dialect: SidekiqDialect(), set: "dead", score: "1795252257.1234567",
      removal: FailureLine.Removal(operation: "k3f9a2mx", number: 7))
    #expect(try FailureLine(parsing: sets.bytes) == sets.line)
  }

  @Test func `text stays text, and only bytes that are no UTF-8 are packed`() {
    #expect(text.contains(#""entry":"#) && !text.contains("entry_base64"))
    let packed = String(decoding: line([0x61, 0xFF]).bytes, as: UTF8.self)
    #expect(packed.contains(#""entry_base64":"Yf8=""#) && !packed.contains(#""entry":"#))
  }

  @Test func `a line that was written anew by another program is the same`() throws {
    let spaced = text.replacing("\":\"", with: "\" : \"").replacing("é", with: #"\u00e9"#)
    #expect(spaced != text)
    #expect(try FailureLine(parsing: Array(spaced.utf8)) == line(entry).line)
    #expect(
      try FailureLine(parsing: Array(text.replacing("{\"dialect", with: "{\"my\":1,\"dialect").utf8))
        == line(entry).line)
  }

  @Test func `a line that cannot be put back says why`() {
    let shown = "it has no \"%\"; expected a line as `failed export` writes it"
    for field in ["dialect", "set", "sha256", "entry"] {
      #expect(fault(text.replacing("\"\(field)\":", with: "\"x\":")) == shown.replacing("%", with: field))
    }
    #expect(fault("") == "it is not JSON: The payload is empty; a JSON object with a class and args was expected.")
    #expect(fault("[1]") == "expected a JSON object as `failed export` writes it, got an array")
    #expect(fault(#"{"a":"# + "\u{1B}") == #"it is not JSON: at byte 5 a value was expected, but there is "\u{1b}""#)
    #expect(fault(text.replacing(#""set":"failed""#, with: #""set":7"#)) == "\"set\" should be a text, got 7")
    #expect(
      fault(text.replacing("é", with: "e"))?.hasPrefix("the entry was changed since it was written: its SHA-256 is")
        == true)
    #expect(
      fault(text.dropLast() + #","entry_base64":"eA=="}"#)
        == "it has both \"entry\" and \"entry_base64\"; which of them is meant?")
    #expect(fault(text.dropLast() + #","operation":"k3f9a2mx"}"#) == shown.replacing("%", with: "number"))
    #expect(
      fault(text.dropLast() + #","operation":"k3f9a2mx","number":0}"#)
        == "\"number\" should be a whole number from 1, got 0")
  }

  @Test(arguments: ["nan", "1e400", "1e-400", "0x10", "", " 1", "1 ", "1,5", "infinity"])
  func `a score that Redis would refuse is refused before`(score: String) {
    #expect(fault(text.dropLast() + #","score":"\#(score)"}"#)?.hasPrefix("\"score\" should be ") == true)
  }

  @Test(arguments: ["0", "-0", "1795252257.75", "1.0e+20", "-inf", "inf", "5e-324"])
  func `a score is kept in its own spelling`(score: String) throws {
    #expect(try FailureLine(parsing: Array((text.dropLast() + #","score":"\#(score)"}"#).utf8)).stored.score == score)
  }

  @Test func `an entry has its place only in an app of its kind, and in a set of failures`() throws {
    func refusal(_ line: FailureLine, _ dialect: any InspectorDialect) -> String? {
      do throws(FailureLineFault) {
        _ = try dialect.importTarget(of: line)
        return nil
      } catch {
        return error.description
      }
    }
    let (resque, sidekiq) = (ResqueDialect(), SidekiqDialect())
    #expect(refusal(line(entry).line, resque) == nil)
    #expect(refusal(line(entry, set: "a b:c,é😀_failed").line, resque) == nil)
    #expect(refusal(line(entry).line, sidekiq) == "it is a failure of resque's, and this app speaks sidekiq")
    for set in ["queues", "queue:mail", "queue:mail_failed", "lifeboat:resque:x_failed", "Failed"] {
      #expect(refusal(line(entry, set: set).line, resque) == "resque has no set of failures \(set)")
    }
    let dead = line(entry, dialect: sidekiq, set: "dead").line
    #expect(refusal(dead, sidekiq) == "it has no \"score\", without which it has no place in dead")
    let overflow = line(entry, dialect: sidekiq, set: "overflow", score: "1").line
    #expect(refusal(overflow, sidekiq) == "it has a score, and overflow is a list")
    #expect(
      refusal(line(entry, dialect: sidekiq, set: "schedule").line, sidekiq) == "sidekiq has no set of failures schedule"
    )
  }

  @Test func `a line of an archive counts once, whatever stands between`() {
    var once = ArchivedOnce()
    func isNew(_ operation: String, _ number: Int) -> Bool {
      once.insert(FailureLine.Removal(operation: operation, number: number))
    }
    #expect([1, 2, 64, 63, 128, 1_000_000_000_000].map { isNew("a", $0) } == Array(repeating: true, count: 6))
    #expect([128, 63, 1, 64, 2, 3].map { isNew("a", $0) } == [false, false, false, false, false, true])
    #expect(isNew("b", 1))
    #expect(once.insert(nil) && once.insert(nil))
  }
}
