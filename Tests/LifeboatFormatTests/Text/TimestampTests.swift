import Foundation
import Testing

@testable import LifeboatFormat

@Suite struct TimestampTests {
  private let seconds = 1_795_252_555

  @Test func `each place has its form`() {
    #expect(Timestamp.resqueFailedAt(seconds) == "2026/11/21 09:15:55 UTC")
    #expect(Timestamp.iso8601Z(seconds) == "2026-11-21T09:15:55Z")
    #expect(Timestamp.iso8601Z(seconds, nanoseconds: 980_351_516) == "2026-11-21T09:15:55.980351516Z")
    #expect(Timestamp.iso8601Z(seconds, nanoseconds: 1_999_999, digits: 3) == "2026-11-21T09:15:55.001Z")
    #expect(Timestamp.heartbeat(seconds) == "2026-11-21T09:15:55+00:00")
    #expect(Timestamp.started(seconds) == "2026-11-21 09:15:55 +0000")
  }

  @Test(arguments: [
    "2026/11/21 09:15:55 UTC", "2026-11-21T09:15:55Z", "2026-11-21T09:15:55+00:00", "2026-11-21 09:15:55 +0000",
    "2026-11-21 04:15:55 -0500", "2026-11-21T14:45:55+05:30", "2026/11/21 06:15:55 -03", "2026/11/21 20:15:55 +11",
    "2026-11-21 09:15:55 GMT",
  ])
  func `each form is read back`(text: String) {
    #expect(Timestamp.parse(text)?.seconds == seconds)
    #expect(Timestamp.parse(text)?.nanoseconds == 0)
  }

  @Test func `fractions are read`() throws {
    let time = try #require(Timestamp.parse("2026-11-21T09:15:55.5Z"))
    #expect(time == (seconds, 500_000_000))
    #expect(Timestamp.parse("2026-11-21T09:15:55.1234567891Z")?.nanoseconds == 123_456_789)
  }

  @Test(arguments: [
    "", "soon", "1700000000", "2026/11/21 09:15:55", "2026/11/21 04:15:55 EST", "2026/11/21 14:45:55 IST",
    "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01/01 00:00:00Z",
    "2026-11-21T09:15:55ZZ", "2026-11-21T09:15:55.Z", "2026-11-21T09:15:55+25:00", "2026-11-21T09:15:55 +00:00 x",
  ])
  func `what isn't sure is not guessed`(text: String) {
    #expect(Timestamp.parse(text) == nil)
  }

  @Test func `dates agree with Foundation's calendar over centuries`() throws {
    let style = Date.ISO8601FormatStyle()
    for seconds in stride(from: -5_000_000_000, through: 50_000_000_000, by: 86_399 * 1_013) {
      let ours = Timestamp.iso8601Z(seconds)
      #expect(ours == style.format(Date(timeIntervalSince1970: Double(seconds))))
      #expect(Timestamp.parse(ours)?.seconds == seconds)
    }
  }
}
