import LifeboatInspector
import Testing

@Suite struct FailureSelectionTests {
  @Test func `a selection is stored under stable names and reads back the same`() throws {
    var selection = FailureSelection()
    selection.classes = ["Mail", "Größe \"x\""]
    selection.queues = ["low, 1:🚑"]
    selection.errors = ["Net::ReadTimeout"]
    selection.message = #"timed out \d+"#
    selection.match = "a\nb"
    selection.since = 1_700_000_000
    selection.until = -1
    selection.ids = ["00112233445566778899aabbccddeeff"]
    selection.arguments = [ArgumentCondition(path: ["1", "e.mail"], value: "\"42\"")]
    selection.fingerprints = ["00ff"]
    selection.retried = true
    selection.malformed = true
    selection.limit = 20
    let expected = [
      #"{"classes":["Mail","Größe \"x\""],"queues":["low, 1:🚑"],"errors":["Net::ReadTimeout"],"#,
      #""message":"timed out \\d+","match":"a\nb","since":1700000000,"until":-1,"#,
      #""ids":["00112233445566778899aabbccddeeff"],"arguments":[{"path":["1","e.mail"],"value":"\"42\""}],"#,
      #""fingerprints":["00ff"],"retried":true,"malformed":true,"limit":20}"#,
    ].joined()
    #expect(String(decoding: selection.encoded(), as: UTF8.self) == expected)
    #expect(try FailureSelection(decoding: selection.encoded()) == selection)
  }

  @Test func `what is not set is not stored, and no ids differ from every id`() throws {
    #expect(String(decoding: FailureSelection().encoded(), as: UTF8.self) == "{}")
    #expect(try FailureSelection(decoding: Array("{}".utf8)) == FailureSelection())
    var none = FailureSelection()
    none.ids = []
    #expect(String(decoding: none.encoded(), as: UTF8.self) == #"{"ids":[]}"#)
    #expect(try FailureSelection(decoding: none.encoded()) == none)
  }

  @Test(arguments: [
    ("nonsense", "it is no JSON object"),
    ("[]", "it is no JSON object"),
    (#"{"colour":1}"#, "it has the condition colour, which is unknown here"),
    (#"{"\u001b[31m":1}"#, #"it has the condition \u{1b}[31m, which is unknown here"#),
    (#"{"classes":"Mail"}"#, "the form of its classes is unknown here"),
    (#"{"ids":[1]}"#, "the form of its ids is unknown here"),
    (#"{"limit":1.5}"#, "the form of its limit is unknown here"),
    (#"{"retried":1}"#, "the form of its retried is unknown here"),
    (#"{"arguments":[{"path":["0"]}]}"#, "the form of its arguments is unknown here"),
    (#"{"arguments":[{"path":["0"],"value":"1","not":true}]}"#, "its arguments have a part that is unknown here"),
  ])
  func `a selection that is not understood is refused`(json: String, reason: String) throws {
    let error = #expect(throws: InspectorError.self) { try FailureSelection(decoding: Array(json.utf8)) }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("a newer Lifeboat may have written it") == true)
  }
}
