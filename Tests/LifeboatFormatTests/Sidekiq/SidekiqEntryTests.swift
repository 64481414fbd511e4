import Testing

@testable import LifeboatFormat

@Suite struct SidekiqEntryTests {
  @Test func `every captured entry is read as far as it goes`() {
    for line in SidekiqCaptures.all {
      for bytes in [line.before, line.after].compactMap(\.self) {
        let entry = SidekiqEntry(parsing: bytes)
        #expect(entry.bytes == bytes)
        guard let job = try? SidekiqPayload(bytes) else { continue }
        #expect(entry.malformed == nil && entry.className == job.displayClass, "\(line.operation)")
        // An empty name is none.
        #expect(entry.queue == (job.queue == "" ? nil : job.queue), "\(line.operation)")
        #expect(entry.jid == job.jid && entry.failures == job.failures)
        #expect(entry.failedAt == job.failedAt && entry.retriedAt == job.retriedAt && entry.tags == job.tags)
        #expect(entry.createdAt == job.createdAt && entry.enqueuedAt == job.enqueuedAt)
        #expect(entry.errorClass == job.errorClass && entry.errorMessage == job.errorMessage)
      }
    }
  }

  @Test func `an entry gives its parts`() throws {
    let trace = SidekiqBacktrace.encode(["a.rb:1", "b.rb:2"])
    let entry = SidekiqEntry(
      parsing: bytes(
        #"{"class":"Sidekiq::ActiveJob::Wrapper","args":[{"job_class":"Mail"}],"jid":"j","queue":"a b","retry_count":-1,"#
          + #""error_class":"E","error_message":"","failed_at":5,"error_backtrace":"\#(trace)"}"#))
    #expect(entry.className == "Mail" && entry.jid == "j" && entry.queue == "a b" && entry.failures == .count(-1))
    #expect(entry.errorClass == "E" && entry.errorMessage == "" && entry.failedAt?.text == "5.0")
    #expect(try entry.backtrace() == ["a.rb:1", "b.rb:2"])
    #expect(entry.arguments.map { text($0.bytes) } == #"[{"job_class":"Mail"}]"#)
  }

  @Test(arguments: [
    #"{"class":5,"args":{},"jid":1,"queue":null,"failed_at":"x","tags":"x","error_class":[],"error_backtrace":null}"#,
    #"{"class":"","args":"x","jid":"","queue":"","failed_at":1e300,"error_message":{},"wrapped":5}"#, "{}",
  ])
  func `odd parts count as missing`(json: String) throws {
    let entry = SidekiqEntry(parsing: bytes(json))
    #expect(entry.malformed == nil && entry.className == nil && entry.arguments == nil && entry.jid == nil)
    #expect(entry.queue == nil && entry.failedAt == nil && entry.tags.isEmpty && entry.errorClass == nil)
    #expect(entry.errorMessage == nil && entry.failures == .none)
    #expect(try entry.backtrace() == [])
  }

  @Test func `what cannot be read says why, and so does a backtrace`() {
    #expect(SidekiqEntry(parsing: bytes("[1]")).malformed == .notObject(.array))
    #expect(SidekiqEntry(parsing: []).malformed == .empty)
    #expect(SidekiqEntry(parsing: bytes("{x")).className == nil)
    #expect(throws: SidekiqBacktrace.Unreadable.notBase64) {
      try SidekiqEntry(parsing: bytes(#"{"error_backtrace":["a.rb:1"]}"#)).backtrace()
    }
    #expect(throws: SidekiqBacktrace.Unreadable.notCompressed) {
      try SidekiqEntry(parsing: bytes(#"{"error_backtrace":"AAAA"}"#)).backtrace()
    }
  }
}
