import LifeboatFormat
import Testing

@testable import LifeboatWorker

struct StreamReplyTests {
  private func reply(_ text: String) -> StreamReply? { StreamReply(Array(text.utf8)) }

  @Test func `success, later and a sign of life are read in any spacing and order`() {
    #expect(reply(#"{"id":17,"ok":true}"#) == .answer(id: 17, .succeeded))
    #expect(reply(#" { "ok" : true , "more": [1], "id" : 17 } "# + "\r") == .answer(id: 17, .succeeded))
    #expect(reply(#"{"id":1,"snooze":30}"#) == .answer(id: 1, .snoozed(.seconds(30))))
    #expect(reply(#"{"id":1,"snooze":0.25}"#) == .answer(id: 1, .snoozed(.milliseconds(250))))
    #expect(reply(#"{"id":1,"snooze":true}"#) == .answer(id: 1, .snoozed(nil)))
    #expect(reply(#"{"id":1,"snooze":null}"#) == .answer(id: 1, .snoozed(nil)))
    #expect(reply(#"{"pong":5}"#) == .pong(5))
  }

  @Test func `an error needs only its text`() {
    #expect(
      reply(#"{"id":1,"error":"late"}"#)
        == .answer(id: 1, .failed(FailureReport(exception: "Lifeboat::CommandFailed", message: "late"))))
    #expect(
      reply(#"{"id":1,"error":"","exception":"","backtrace":"none"}"#)
        == .answer(id: 1, .failed(FailureReport(exception: "Lifeboat::CommandFailed", message: ""))))
    #expect(
      reply(#"{"id":1,"ok":true,"error":"l\u00e4te","exception":"Net::ReadTimeout","backtrace":["a:1",2,"b:2"]}"#)
        == .answer(
          id: 1,
          .failed(FailureReport(exception: "Net::ReadTimeout", message: "läte", backtrace: ["a:1", "b:2"]))))
  }

  @Test(arguments: [
    "", "hello", "null", "[]", "17", #"{"id":17}"#, #"{"ok":true}"#, #"{"id":"17","ok":true}"#,
    #"{"id":17.0,"ok":true}"#,
    #"{"id":17,"ok":false}"#, #"{"id":17,"ok":1}"#, #"{"id":1,"snooze":-1}"#, #"{"id":1,"snooze":1e300}"#,
    #"{"id":1,"snooze":"soon"}"#, #"{"id":1,"snooze":false}"#, #"{"pong":"5"}"#, #"{"id":17,"ok":true"#,
    #"{"id":17,"ok":true}{"id":18,"ok":true}"#, "{\"id\":17,\u{0}\"ok\":true}",
    #"{"id":99999999999999999999,"ok":true}"#,
  ])
  func `anything else is no reply`(text: String) {
    #expect(reply(text) == nil)
  }

  @Test func `bytes that are no UTF-8 are replaced in a text, and no reply elsewhere`() {
    let error = Array(#"{"id":1,"error":""#.utf8) + [0xFF, 0xC3] + Array(#""}"#.utf8)
    guard case .answer(1, .failed(let report))? = StreamReply(error) else {
      Issue.record("no answer")
      return
    }
    #expect(report.message.contains("\u{FFFD}"))
    #expect(StreamReply([0xFF, 0xFE]) == nil)
  }
}
