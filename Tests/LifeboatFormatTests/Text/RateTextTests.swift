import LifeboatFormat
import Testing

/// Rates as people write them.
@Suite struct RateTextTests {
  @Test(arguments: [("200/s", 200.0), ("5/s", 5), ("0.5/s", 0.5), ("30/m", 0.5), ("18/h", 0.005), ("1000000/s", 1e6)])
  func `a rate is read as how many a second`(text: String, rate: Double) throws {
    #expect(try RateText.parse(text) == rate)
  }

  @Test(arguments: [
    "", "/", "200", "200/", "/s", "200/d", "200 /s", "-1/s", "0/s", "0.0/m", "1e3/s", "inf/s", "nan/s", "0x10/s",
    "1/2/s",
    "1000001/s", "1..2/s", "٣/s",
  ])
  func `what is no rate is refused`(text: String) {
    #expect(throws: RateText.Failure.self) { try RateText.parse(text) }
  }

  @Test func `a refusal says what came and what to write`() {
    #expect {
      try RateText.parse("200\u{1B}")
    } throws: { error in
      "\(error)"
        == #""200\u{1b}" is not a rate: a number was expected, then /s, /m or /h. Write it like 200/s, 30/m or 5/h."#
    }
  }

  @Test(arguments: [
    (200.0, "200/s"), (0.5, "30/m"), (1, "1/s"), (3.333_333, "3.33/s"), (2.5, "2.5/s"), (1.05, "1.05/s"),
    (0.005, "18/h"), (0.0001, "0.36/h"), (98_400.4, "98400.4/s"),
  ])
  func `a rate is shown in the shortest unit in which it is at least 1`(rate: Double, text: String) {
    #expect(RateText.format(rate) == text)
  }
}
