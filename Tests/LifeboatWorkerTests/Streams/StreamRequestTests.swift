import LifeboatFormat
import Logging
import Testing

@testable import LifeboatWorker

struct StreamRequestTests {
  private func line(_ payload: String, queue: String = "mail", attempt: Int = 1) -> String {
    let bytes = Array(payload.utf8)
    let record = JobRecord(bytes: bytes, className: "Mail", arguments: nil, attempt: attempt)
    let context = JobContext(
      record: record, attempt: attempt, queue: queue, dialect: "sidekiq", logger: Logger(label: "test"))
    return String(decoding: StreamRequest.job(id: 17, context), as: UTF8.self)
  }

  @Test func `a job's line has what is known of it, and its payload to the byte`() {
    let payload = #"{"class":"Mail","args":[1.0,"\u00e9\/🛟", 1E5],"jid":"ab\"c", "a":1,"a":2}"#
    #expect(
      line(payload, attempt: 3)
        == #"{"id":17,"class":"Mail","queue":"mail","attempt":3,"dialect":"sidekiq","jid":"ab\"c","payload":"# + payload
        + "}\n")
  }

  @Test func `a job without an id has none in its line, and a queue may be called anything`() {
    let payload = #"{"class":"Mail","args":[]}"#
    #expect(
      line(payload, queue: "a b:c,\"🛟\n")
        == #"{"id":17,"class":"Mail","queue":"a b:c,\"🛟\n","attempt":1,"dialect":"sidekiq","payload":"# + payload
        + "}\n")
  }

  @Test func `line breaks and comments between tokens become spaces, and strings stay as they are`() {
    let payload =
      "{\n\"class\":\"Mail\", // a \"comment\"\r\n\"args\":[1,/* and\nanother **/2,\"a//b/*\\\"\\\\\"]\r\n}\n"
    let found = line(payload)
    #expect(found.filter { $0 == "\n" }.count == 1)
    #expect(found.hasSuffix(#""payload":{ "class":"Mail",   "args":[1, 2,"a//b/*\"\\"]  } }"# + "\n"), "\(found)")
    #expect((try? JSONSlice(parsing: Array(found.utf8)))?["payload"]?["args"]?.elements.map { $0.kind }.count == 3)
  }

  @Test func `a sign of life is asked for by number`() {
    #expect(StreamRequest.ping(5) == Array("{\"ping\":5}\n".utf8))
  }
}
