import Testing

@testable import LifeboatFormat

@Suite struct DurationSecondsTests {
  @Test(arguments: [
    ("90", Duration.seconds(90), "90"), ("-1.5", .milliseconds(-1_500), "-1.5"), ("5400.0", .seconds(5_400), "5400"),
    ("0.000000001", .nanoseconds(1), "0.000000001"), ("1.0e-05", .microseconds(10), "0.00001"),
    ("1.5e+3", .seconds(1_500), "1500"), ("0", .zero, "0"), ("0e60", .zero, "0"), ("5e-324", .zero, "0"),
    ("-0.0", .zero, "0"),
    ("9223372036854775807", .seconds(Int64.max), "9223372036854775807"),
    ("0.1000000000000000055511151231257827", .milliseconds(100) + Duration(attoseconds: 5), "0.100000000000000005"),
    ("1234567890123456789e-30", .zero + Duration(attoseconds: 1_234_567), "0.000000000001234567"),
  ])
  func `a number of seconds is exact`(text: String, duration: Duration, written: String) throws {
    #expect(Duration(seconds: try #require(DecimalText(text))) == duration)
    #expect(duration.secondsText == written)
  }

  @Test(arguments: [
    "9223372036854775808", "-1e30", "1e60", "1e61", "1e99999999999999999999", String(repeating: "9", count: 60),
  ])
  func `what no clock counts is refused`(text: String) throws {
    #expect(Duration(seconds: try #require(DecimalText(text))) == nil)
  }
}
