import Testing

@testable import LifeboatFormat

@Suite struct SidekiqFailureEntryTests {
  private let now = SidekiqTime(microseconds: 1_795_252_255_250_000)

  private func entry(
    _ json: String, message: String = "m", backtrace: [String] = [], queue: String = "q"
  ) throws -> String? {
    let failure = SidekiqFailure(exception: "E", message: message, backtrace: backtrace, at: now)
    return failure.entry(of: try SidekiqPayload(bytes(json)), queue: queue, jid: "made").map(text)
  }

  @Test func `every captured entry is written the same by us`() throws {
    var versions: [String: Int] = [:]
    for line in SidekiqCaptures.lines("failure") {
      // Null stays null where the class says so, from 7 on.
      let after = try SidekiqPayload(try #require(line.after))
      guard after.retry != .missing else { continue }
      let failure = SidekiqFailure(
        exception: after.errorClass ?? "", message: after.errorMessage ?? "",
        backtrace: try after.errorBacktrace.map { try SidekiqBacktrace.decode($0) } ?? [],
        at: try #require(after.retriedAt ?? after.failedAt))
      let ours = failure.entry(
        of: try SidekiqPayload(line.before), queue: line.queue, form: line.isMilliseconds ? .milliseconds : .seconds)
      let theirs = line.afterText.replacing("\\n\",\"", with: "\",\"")
      // The Base64 of old versions has line breaks.
      let whole = after.errorBacktrace?.contains("\n") == true ? theirs.replacing("\\n", with: "") : theirs
      #expect(ours.map(text) == whole, "\(line.version) \(line.operation)")
      versions[line.version, default: 0] += 1
    }
    #expect(versions.values.allSatisfy { $0 >= 16 } && versions.count == 4, "\(versions)")
  }

  @Test func `the first failure appends, later ones change in place`() throws {
    let first = try #require(try entry(#"{"class":"A","args":[],"retry":true,"jid":"j","queue":"other"}"#))
    #expect(
      first == #"{"class":"A","args":[],"retry":true,"jid":"j","queue":"q","error_message":"m","error_class":"E","#
        + #""failed_at":1795252255.25,"retry_count":0}"#)
    let second = try #require(try entry(first.replacing("1795252255.25", with: "1.5"), message: "again"))
    #expect(
      second == #"{"class":"A","args":[],"retry":true,"jid":"j","queue":"q","error_message":"again","error_class":"E","#
        + #""failed_at":1.5,"retry_count":1,"retried_at":1795252255.25}"#)
    let third = try #require(try entry(second, message: "thrice"))
    #expect(third.contains(#""failed_at":1.5,"retry_count":2,"retried_at":1795252255.25}"#))
  }

  @Test func `of equal keys the one that Ruby reads is changed`() throws {
    #expect(
      try entry(#"{"retry_count":7,"class":"A","args":[],"jid":"j","retry":1,"retry_c\u006funt":-1,"failed_at":2}"#)
        == #"{"retry_count":7,"class":"A","args":[],"jid":"j","retry":1,"retry_c\u006funt":0,"failed_at":2,"#
        + #""queue":"q","error_message":"m","error_class":"E","retried_at":1795252255.25}"#)
  }

  @Test func `other bytes stay, whatever they are`() throws {
    let odd = #" {"zz" : {"k":[1.50,1e3, 12345678901234567890]} ,/*c*/"class":"A","args":["\u00e9\/"],"jid":"j","#
    #expect(
      try entry(odd + "\"retry\":\"3\",\"aaa\":null }\n")
        == odd + #""retry":"3","aaa":null,"queue":"q","error_message":"m","error_class":"E","#
        + "\"failed_at\":1795252255.25,\"retry_count\":0 }\n")
  }

  @Test func `a message is cut at ten thousand characters as Ruby counts them`() throws {
    let long = String(repeating: "é", count: 9_999) + "e\u{301}x"
    let job = try SidekiqPayload(bytes(try #require(try entry(#"{"class":"A","args":[]}"#, message: long))))
    #expect(job.errorMessage?.unicodeScalars.count == 10_000)
    #expect(job.errorMessage.map { Array($0.utf8.suffix(3)) } == [0xC3, 0xA9, 0x65])
    let short = String(repeating: "😀", count: 10_000)
    let whole = try SidekiqPayload(bytes(try #require(try entry(#"{"class":"A","args":[]}"#, message: short))))
    #expect(whole.errorMessage == short)
    #expect(try entry(#"{"class":"A","args":[]}"#, message: "a\0\u{1b}\"")?.contains(#""a\u0000\u001b\"""#) == true)
  }

  @Test func `the job says how much of its backtrace is kept`() throws {
    let lines = (0..<2_000).map { "/srv/app/lib/some/file.rb:\($0):in `a method with quite a long name'" }
    func kept(_ setting: String) throws -> [String]? {
      let json = try #require(try entry(#"{"class":"A","args":[],"backtrace":\#(setting)}"#, backtrace: lines))
      return try SidekiqPayload(bytes(json)).errorBacktrace.map { try SidekiqBacktrace.decode($0) }
    }
    #expect(lines.reduce(0) { $0 + $1.utf8.count } > 100_000)
    #expect(try kept("true") == lines)
    #expect(try kept("3") == Array(lines.prefix(3)))
    #expect(try kept(#""2""#) == Array(lines.prefix(2)))
    #expect(try kept("0") == [])
    #expect(try kept("false") == nil)
    #expect(try kept("null") == nil)
  }

  @Test func `a retry goes to its queue if that is a name`() throws {
    func queue(_ value: String) throws -> String? {
      let json = try entry(#"{"class":"A","args":[],"queue":"x","retry_queue":\#(value)}"#, queue: "a: é,")
      return try json.flatMap { try SidekiqPayload(bytes($0)).queue }
    }
    #expect(try queue(#""low""#) == "low")
    for odd in [#""""#, "null", "5", "[]"] { #expect(try queue(odd) == "a: é,") }
  }

  @Test func `what Ruby would lose or could not show is mended`() throws {
    let tail = #""error_message":"m","error_class":"E","#
    #expect(
      try entry(#"{"class":"A","retry":true,"jid":7,"tags":"x","retry_for":"60","at":5}"#)
        == #"{"class":"A","retry":true,"jid":"made","tags":["x"],"retry_for":null,"queue":"q","args":[],"# + tail
        + #""failed_at":1795252255.25,"retry_count":0}"#)
    #expect(
      try entry(#"{"class":"A","args":null,"jid":"j","retry_for":2e9,"retry_count":"3","tags":{"a":1}}"#)
        == #"{"class":"A","args":[],"jid":"j","retry_for":1000000000,"retry_count":0,"tags":[{"a":1}],"retry":true,"#
        + #""queue":"q","# + tail + #""retried_at":1795252255.25,"failed_at":1795252255.25}"#)
    let fine = #"{"class":"A","args":[],"jid":"j","retry":null,"tags":null,"retry_for":false,"failed_at":9.5}"#
    #expect(
      try entry(fine) == #"{"class":"A","args":[],"jid":"j","retry":true,"tags":null,"retry_for":false,"#
        + #""failed_at":1795252255.25,"queue":"q","# + tail + #""retry_count":0}"#)
  }

  @Test func `what some Ruby could not take up again makes no entry`() throws {
    #expect(try entry(#"{"class":"A","args":[1e999]}"#) == nil)
    #expect(try entry(#"{"class":"A","args":["\q"]}"#) == nil)
    let deep = String(repeating: #"{"a":"#, count: 99) + "1" + String(repeating: "}", count: 99)
    #expect(try entry(#"{"class":"A","args":[],"tags":\#(deep)}"#) == nil)
    #expect(try entry(#"{"class":"A","args":[],"x":\#(deep)}"#) != nil)
  }

  @Test func `a hundred failures in a row leave one of each field`() throws {
    var json = #"{"class":"A","args":[1.0],"x":1}"#
    for _ in 0..<100 { json = try #require(try entry(json)) }
    let job = try SidekiqPayload(bytes(json))
    #expect(job.retryCount == 99)
    #expect(job.payload.object.members.map(\.key).count == 11)
    #expect(Set(job.payload.object.members.map(\.key)).count == 11)
  }
}
