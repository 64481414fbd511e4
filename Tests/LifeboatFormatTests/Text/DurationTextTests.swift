import Testing

@testable import LifeboatFormat

@Suite struct DurationTextTests {
  @Test(arguments: [
    ("30s", Duration.seconds(30)), ("5m", .seconds(300)), ("1h30m", .seconds(5_400)), ("250ms", .milliseconds(250)),
    ("2d", .seconds(172_800)), ("10", .seconds(10)), ("0", .zero), ("1m1ms", .milliseconds(60_001)),
  ])
  func `a duration is read`(text: String, duration: Duration) throws {
    #expect(try DurationText.parse(text) == duration)
  }

  @Test(arguments: [
    ("", 1), ("s", 1), ("5x", 2), ("5 m", 2), ("-5s", 1), ("1.5h", 2), ("30s5m", 5), ("5m5m", 4), ("1h30", 5),
    ("99999999999999999999s", 1), ("9999999999d", 1),
  ])
  func `what is no duration says where`(text: String, position: Int) {
    do {
      _ = try DurationText.parse(text)
      Issue.record("\(text) was accepted")
    } catch {
      #expect(error.position == position)
    }
  }

  @Test func `the error shows how to write one`() {
    let error = DurationText.Failure(text: "5x", position: 2, expected: "a unit (d, h, m, s or ms)")
    #expect(
      error.description == "\"5x\" is not a duration: a unit (d, h, m, s or ms) was expected at character 2. "
        + "Write it like 30s, 5m, 1h30m, 250ms or 2d.")
  }

  @Test(arguments: [
    (Duration.seconds(90), "1m 30s"), (.milliseconds(250), "250ms"), (.zero, "0s"), (.seconds(172_800), "2d"),
    (.milliseconds(3_661_001), "1h 1m 1s 1ms"), (.nanoseconds(5), "0s"), (.seconds(-90), "-1m 30s"),
    (.seconds(Int64.max) * 2, "106751991167d 7h 12m 55s 807ms"),
  ])
  func `a duration is shown for people`(duration: Duration, text: String) {
    #expect(DurationText.format(duration) == text)
  }
}
