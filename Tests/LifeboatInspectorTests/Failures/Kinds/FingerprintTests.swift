import LifeboatFormat
import Testing

@testable import LifeboatInspector

@Suite struct FingerprintTests {
  private func resque(_ error: String, frame: String = "/app/charge.rb:12:in `perform'", job: Int = 1) -> FailureRecord
  {
    let entry = ResqueFailure.encode(
      payload: Array(#"{"class":"Charge","args":[\#(job)]}"#.utf8), queue: "mail", worker: "h:1:mail",
      exception: "IOError", error: error, backtrace: [frame, "/app/b.rb:1"], failedAt: job)
    return ResqueDialect().record(StoredFailure(set: "failed", bytes: entry))
  }

  /// Kept in scripts and notes: no version may change them.
  @Test func `a fingerprint is the same for ever`() {
    #expect(resque("no host 7").fingerprint.digits == "64dc395525e673f2")
    let bare = FailureKind(className: nil, exception: nil, message: nil, frame: nil)
    #expect(bare.fingerprint.digits == "e2cfc77ad4cf3961")
    #expect(bare.fingerprint.short == "e2cfc77a")
  }

  @Test func `failures of one cause have one`() {
    let one = resque("no host 7").fingerprint
    #expect(resque("no host 8001\nmore", frame: "/app/charge.rb:98:in `perform'", job: 2).fingerprint == one)
    #expect(resque("no port 7").fingerprint != one)
    #expect(resque("no host 7", frame: "/app/charge.rb:12:in `pay'").fingerprint != one)
  }

  @Test func `the same failure has the same in either format`() {
    let job = Array(#"{"class":"Charge","args":[1],"queue":"mail","jid":"1"}"#.utf8)
    let packed = SidekiqBacktrace.encode(["/app/charge.rb:3:in `perform'", "/app/b.rb:1"])
    let entry = Array(
      (String(decoding: job.dropLast(), as: UTF8.self)
        + #","error_class":"IOError","error_message":"no host 7","error_backtrace":"\#(packed)"}"#).utf8)
    let record = SidekiqDialect().record(StoredFailure(set: "dead", bytes: entry, score: "1"))
    #expect(record.topFrame == "/app/charge.rb:3:in `perform'")
    #expect(record.fingerprint == resque("no host 7").fingerprint)
  }

  @Test func `what is missing is not what is empty`() {
    func kind(_ name: String?, _ error: String?) -> FailureKind {
      FailureKind(className: name, exception: error, message: nil, frame: nil)
    }
    let all = [kind(nil, nil), kind("", nil), kind(nil, ""), kind("", ""), kind("A", nil), kind(nil, "A")]
    #expect(Set(all.map(\.fingerprint)).count == 6)
  }

  @Test(arguments: ["", "nonsense", "[]", "{}", #"{"payload":5,"error":7,"backtrace":"x","exception":[]}"#])
  func `an entry that cannot be read has one too`(entry: String) {
    let record = ResqueDialect().record(StoredFailure(set: "failed", bytes: Array(entry.utf8)))
    #expect(record.fingerprint.digits == "e2cfc77ad4cf3961")
    #expect(record.latestFailure == nil)
  }
}
