import Testing

@testable import LifeboatFormat

/// Each of these was put into the dead set of a Sidekiq 6.4.1, and its page asked for.
@Suite struct SidekiqDeadEntryTests {
  private static let wrapper = ActiveJobEnvelope.sidekiqWrapper

  @Test(arguments: [
    "{x", "", #""str""#, "{}", #"{"args":[]}"#, #"{"class":5,"args":[]}"#, #"{"class":null}"#, #"{"class":{}}"#,
    #"{"class":"A","args":{"a":1}}"#, #"{"class":"A","args":"x"}"#, #"{"class":"A","tags":false}"#,
    #"{"class":"A","tags":{"a":1}}"#, #"{"class":"A","tags":[1,null,{}]}"#, #"{"class":"A","jid":5,"queue":null}"#,
    #"{"class":"A","args":[1e999]}"#, #"{"class":"A","args":["\q"]}"#, #"{"class":"A","wrapped":"W","args":[]}"#,
    #"{"class":"\#(wrapper)","args":[5]}"#, #"{"class":"A","args":[1],"encrypt":true}"#,
    #"{"class":"\#(wrapper)","wrapped":"W","args":[{"arguments":[]}]}"#, #"{"class":"A","args":[],"encrypt":false}"#,
  ])
  func `Ruby shows it`(entry: String) {
    #expect(SidekiqDeadEntry.isShownByRuby(bytes(entry)))
  }

  @Test(arguments: [
    "[1]", "[]", "null", "5", "true", "false", #"{"class":"A","tags":"x"}"#, #"{"class":"A","tags":5}"#,
    #"{"class":"A","tags":[],"tags":true}"#, #"{"class":"\#(wrapper)","wrapped":"W","args":[]}"#,
    #"{"class":"\#(wrapper)","wrapped":"W","args":[5]}"#, #"{"class":"\#(wrapper)"}"#,
    #"{"class":"Sidekiq::ActiveJob::Wrapper","wrapped":"W","args":[{}]}"#, #"{"class":"A","args":[],"encrypt":true}"#,
    #"{"class":"A","encrypt":true}"#,
  ])
  func `Ruby's page breaks`(entry: String) {
    #expect(!SidekiqDeadEntry.isShownByRuby(bytes(entry)))
  }

  @Test func `text that is not UTF-8 breaks the page in a class only`() {
    let broken: [UInt8] = [0xFF, 0xFE]
    #expect(!SidekiqDeadEntry.isShownByRuby(bytes(#"{"class":"A"#) + broken + bytes(#"","args":[]}"#)))
    #expect(SidekiqDeadEntry.isShownByRuby(bytes(#"{"class":"A","args":[""#) + broken + bytes(#""]}"#)))
    #expect(SidekiqDeadEntry.isShownByRuby(broken + bytes("{")))
  }

  @Test func `every entry that we write is shown`() throws {
    let failure = SidekiqFailure(exception: "E", message: "m", at: SidekiqTime(seconds: 1))
    var written = 0
    for line in SidekiqCaptures.all {
      guard let job = try? SidekiqPayload(line.before), let entry = failure.entry(of: job, queue: "q") else { continue }
      #expect(SidekiqDeadEntry.isShownByRuby(entry), "\(line.operation)")
      written += 1
    }
    #expect(written > 300)
  }
}
