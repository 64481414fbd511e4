import Testing

@testable import LifeboatFormat

@Suite struct SidekiqVerdictTests {
  private let failure = SidekiqFailure(exception: "E", message: "m", at: SidekiqTime(seconds: 1_795_000_000))

  private func verdict(_ fields: String, limit: Int? = nil) throws -> SidekiqFailure.Verdict {
    failure.verdict(on: try SidekiqPayload(bytes(#"{"class":"A","args":[],\#(fields)}"#)), limit: limit)
  }

  @Test(arguments: [
    (#""retry":true"#, SidekiqFailure.Verdict.retry(count: 0)), (#""retry":null"#, .retry(count: 0)),
    (#""x":1"#, .retry(count: 0)), (#""retry":false"#, .dropped), (#""retry":false,"retry_count":3"#, .dropped),
    (#""retry":0"#, .dead), (#""retry":-1"#, .dead), (#""retry":0,"dead":false"#, .dropped),
    (#""retry":1"#, .retry(count: 0)), (#""retry":1,"retry_count":0"#, .dead),
    (#""retry":2,"retry_count":0"#, .retry(count: 1)),
    (#""retry":true,"retry_count":23"#, .retry(count: 24)), (#""retry":true,"retry_count":24"#, .dead),
    (#""retry":"3","retry_count":20"#, .retry(count: 21)), (#""retry":1.0,"retry_count":5"#, .retry(count: 6)),
    (#""retry":"false""#, .retry(count: 0)), (#""retry":true,"retry_count":null"#, .retry(count: 0)),
    (#""retry":true,"retry_count":-1"#, .retry(count: 0)), (#""retry":true,"retry_count":-7"#, .retry(count: -6)),
    (#""retry":99999999999999999999,"retry_count":9223372036854775806"#, .dead),
    (#""retry":99999999999999999999,"retry_count":1000"#, .retry(count: 1_001)),
    (#""retry":true,"retry_count":24,"dead":false"#, .dropped), (#""retry":true,"retry_count":24,"dead":null"#, .dead),
    (#""retry":true,"retry_count":24,"dead":"no""#, .dead),
  ])
  func `the count decides as in Ruby`(fields: String, expected: SidekiqFailure.Verdict) throws {
    #expect(try verdict(fields) == expected)
  }

  @Test func `a count that nobody can read makes the job dead, never lost`() throws {
    #expect(try verdict(#""retry":true,"retry_count":"3""#) == .dead)
    #expect(try verdict(#""retry":true,"retry_count":"3","dead":false"#) == .dead)
    #expect(try verdict(#""retry":true,"retry_count":[],"retry_for":9999"#) == .dead)
    #expect(try verdict(#""retry":false,"retry_count":"3""#) == .dropped)
  }

  @Test func `a class's limit counts where the payload sets none`() throws {
    #expect(try verdict(#""retry":true,"retry_count":1"#, limit: 2) == .dead)
    #expect(try verdict(#""retry":"9","retry_count":1"#, limit: 2) == .dead)
    #expect(try verdict(#""retry_count":1"#, limit: 3) == .retry(count: 2))
    #expect(try verdict(#""retry":5,"retry_count":3"#, limit: 2) == .retry(count: 4))
    #expect(try verdict(#""retry":false"#, limit: 2) == .dropped)
    #expect(try verdict(#""retry":true"#, limit: 0) == .dead)
  }

  @Test(arguments: [
    // At 1,795,000,000: the first failure, then seconds and milliseconds, floats and integers.
    (#""retry_for":60"#, SidekiqFailure.Verdict.retry(count: 0)), (#""retry_for":0"#, .dead),
    (#""retry_for":-5"#, .dead),
    (#""retry_for":60,"retry_count":99,"failed_at":1794999950.5"#, .retry(count: 100)),
    (#""retry_for":60,"retry_count":0,"failed_at":1794999939.5"#, .dead),
    (#""retry_for":60,"retry_count":0,"failed_at":1794999950500"#, .retry(count: 1)),
    (#""retry_for":60,"retry_count":0,"failed_at":1794999930500"#, .dead),
    (#""retry_for":60,"retry_count":0,"failed_at":1794999950"#, .retry(count: 1)),
    (#""retry_for":0.5,"retry_count":0,"failed_at":1794999999.75"#, .retry(count: 1)),
    (#""retry_for":60,"retry_count":0,"failed_at":1794999930,"dead":false"#, .dropped),
    // Ruby loses these: without a time of failure, or with text instead of a number.
    (#""retry_for":60,"retry_count":0"#, .retry(count: 1)),
    (#""retry_for":60,"retry_count":0,"failed_at":"x""#, .retry(count: 1)),
    (#""retry_for":"60","retry_count":0,"failed_at":1.5"#, .retry(count: 1)),
    (#""retry_for":true,"retry_count":24"#, .dead),
    (#""retry_for":null,"retry_count":24"#, .dead), (#""retry_for":1e999,"retry_count":24"#, .dead),
    // A failure's time from before its first attempt means nothing.
    (#""retry_for":60,"failed_at":1.5"#, .retry(count: 0)), (#""retry":0,"retry_for":60"#, .retry(count: 0)),
    (#""retry":false,"retry_for":60"#, .dropped),
  ])
  func `with retry_for the time alone decides`(fields: String, expected: SidekiqFailure.Verdict) throws {
    #expect(try verdict(fields) == expected)
  }

  @Test func `captured jobs get the verdict that Ruby gave them`() throws {
    var compared = 0
    for line in SidekiqCaptures.lines("failure") {
      let after = try SidekiqPayload(try #require(line.after))
      // Retried, killed or discarded by a block of their class, which is not in the payload.
      guard !["FailKill", "FailDiscard", "FailExhDiscard"].contains(after.className) else { continue }
      let time = try #require(after.retriedAt ?? after.failedAt)
      let verdict = SidekiqFailure(exception: "E", message: "", at: time).verdict(on: try SidekiqPayload(line.before))
      let count = try #require(after.retryCount)
      #expect(verdict == (line.key == "dead" ? .dead : .retry(count: count)), "\(line.version) \(line.beforeText)")
      compared += 1
    }
    #expect(compared > 65, "\(compared)")
  }
}
