import Testing

@testable import LifeboatFormat

@Suite struct ActiveJobTimeTests {
  @Test(arguments: [
    ("2024-01-02T03:04:05Z", 1_704_164_645, 0, 0, "2024-01-02T03:04:05.000000000Z"),
    ("2024-01-02T03:04:05.678901234-05:00", 1_704_182_645, 678_901_234, -18_000, "2024-01-02T03:04:05.678901234-05:00"),
    ("2024-01-02T08:34:05.5+05:30", 1_704_164_645, 500_000_000, 19_800, "2024-01-02T08:34:05.500000000+05:30"),
    ("1969-12-31T23:59:59.999999999Z", -1, 999_999_999, 0, "1969-12-31T23:59:59.999999999Z"),
    ("2024-01-02 03:04:05 UTC", 1_704_164_645, 0, 0, "2024-01-02T03:04:05.000000000Z"),
    ("1970-01-01T00:00:00-00:30", 1_800, 0, -1_800, "1970-01-01T00:00:00.000000000-00:30"),
  ])
  func `a time is read and written`(text: String, seconds: Int, nanoseconds: Int, offset: Int, written: String) {
    let time = ActiveJobTime(text)
    #expect(time == ActiveJobTime(seconds: seconds, nanoseconds: nanoseconds, offset: offset))
    #expect(time?.description == written)
  }

  @Test(arguments: ["", "2024-01-02", "2024-01-02T03:04:05", "2024-02-30T00:00:00Z", "2024-01-02T03:04:05.Z", "now"])
  func `what is no time with a zone is refused`(text: String) {
    #expect(ActiveJobTime(text) == nil)
  }

  @Test func `a time moves by any duration, within the years that a calendar has`() {
    let time = ActiveJobTime(seconds: 100, nanoseconds: 900_000_000, offset: 3_600)
    #expect(
      time.advanced(by: .milliseconds(200)) == ActiveJobTime(seconds: 101, nanoseconds: 100_000_000, offset: 3_600))
    #expect(
      time.advanced(by: .milliseconds(-950)) == ActiveJobTime(seconds: 99, nanoseconds: 950_000_000, offset: 3_600))
    #expect(time.advanced(by: .seconds(Int64.min)) == ActiveJobTime(seconds: 0, offset: 3_600))
    #expect(time.advanced(by: .seconds(Int64.max)) == ActiveJobTime(seconds: 253_402_300_799, offset: 3_600))
  }

  @Test func `of two times the later instant is later, whatever the offsets`() {
    let noon = ActiveJobTime(seconds: 100, nanoseconds: 5)
    #expect(noon.isLater(than: ActiveJobTime(seconds: 100, nanoseconds: 4, offset: 7_200)))
    #expect(noon.isLater(than: ActiveJobTime(seconds: 99, nanoseconds: 999_999_999)))
    #expect(!noon.isLater(than: ActiveJobTime(seconds: 100, nanoseconds: 5, offset: -60)))
    #expect(!noon.isLater(than: ActiveJobTime(seconds: 101)))
  }
}
