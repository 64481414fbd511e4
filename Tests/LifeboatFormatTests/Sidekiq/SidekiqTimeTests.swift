import Testing

@testable import LifeboatFormat

@Suite struct SidekiqTimeTests {
  private func read(_ json: String) throws -> SidekiqTime? { SidekiqTime(reading: try JSONSlice(parsing: bytes(json))) }

  @Test func `a time is written as Ruby writes a float, always with a point`() {
    #expect(SidekiqTime(microseconds: 1_795_252_255_287_743).text == "1795252255.287743")
    #expect(SidekiqTime(seconds: 1_795_252_255, nanoseconds: 287_743_600).text == "1795252255.2877436")
    #expect(SidekiqTime(seconds: 1_795_252_255).text == "1795252255.0")
    #expect(SidekiqTime(seconds: 1_795_252_255).score == "1795252255.0")
    #expect(SidekiqTime(seconds: 0).text == "0.0")
    #expect(SidekiqTime(microseconds: -1_500_000).text == "-1.5")
    #expect(SidekiqTime(seconds: SidekiqTime.latest).text == "253402300799.0")
  }

  @Test func `milliseconds are an integer, the rest cut off`() {
    let time = SidekiqTime(microseconds: 1_795_252_255_287_999)
    #expect(time.text(.milliseconds) == "1795252255287")
    #expect(time.text(.seconds) == "1795252255.287999")
    #expect(time.milliseconds == 1_795_252_255_287)
  }

  @Test func `floats are seconds, large integers milliseconds, small ones seconds`() throws {
    #expect(try read("1795252255.2877436")?.text == "1795252255.2877436")
    #expect(try read("1795252255.0") == SidekiqTime(seconds: 1_795_252_255))
    #expect(try read("1795252255") == SidekiqTime(seconds: 1_795_252_255))
    #expect(try read("1795252255287") == SidekiqTime(microseconds: 1_795_252_255_287_000))
    #expect(try read("99999999999") == SidekiqTime(seconds: 99_999_999_999))
    #expect(try read("100000000000") == SidekiqTime(seconds: 100_000_000))
    #expect(try read("-5") == SidekiqTime(seconds: -5))
    #expect(try read("1.5e9") == SidekiqTime(seconds: 1_500_000_000))
    #expect(try read("0.9999999999") == SidekiqTime(seconds: 1))
  }

  @Test(arguments: [
    #""1795252255""#, "null", "true", "[]", "{}", "1e400", "1e300", "9223372036854775807", "99999999999999999999999",
  ])
  func `what is no time is nil`(json: String) throws {
    #expect(try read(json) == nil)
  }

  @Test func `every captured float time is spelled the same by us`() throws {
    var compared = 0
    for line in SidekiqCaptures.all {
      for member in (try? Payload(line.before))?.object.members.map(\.self) ?? [] where member.key.hasSuffix("ed_at") {
        guard let number = member.value.numberText, number.contains(".") else { continue }
        #expect(SidekiqTime(reading: member.value)?.text == number, "\(line.operation)")
        compared += 1
      }
    }
    #expect(compared > 300, "\(compared)")
  }

  @Test func `a delay never leads beyond the year 9999`() {
    let time = SidekiqTime(seconds: 100, nanoseconds: 5)
    #expect(time.advanced(bySeconds: 15) == SidekiqTime(seconds: 115, nanoseconds: 5))
    #expect(time.advanced(bySeconds: .max) == SidekiqTime(seconds: SidekiqTime.latest))
    #expect(time.advanced(bySeconds: SidekiqTime.latest) == SidekiqTime(seconds: SidekiqTime.latest))
    #expect(SidekiqTime(seconds: 1) < SidekiqTime(seconds: 1, nanoseconds: 1))
  }
}
