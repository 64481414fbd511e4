import Testing

@testable import LifeboatFormat

@Suite struct CalendarDateTests {
  @Test func `a day is read and written`() throws {
    let day = try #require(CalendarDate("2024-02-29"))
    #expect((day.year, day.month, day.day) == (2024, 2, 29))
    #expect(day.description == "2024-02-29")
    #expect(CalendarDate("0000-01-01")?.description == "0000-01-01")
    #expect(CalendarDate(year: 9_999, month: 12, day: 31)?.description == "9999-12-31")
    #expect(try #require(CalendarDate("2023-12-31")) < day)
  }

  @Test(arguments: [
    "", "2023-02-29", "2024-13-01", "2024-00-01", "2024-1-1", "24-01-01", "2024-01-02T00:00:00Z",
    "2024/01/02", "+024-01-02", "2024-01-0x", "2024-01-02-",
  ])
  func `what is no day is refused`(text: String) {
    #expect(CalendarDate(text) == nil)
  }
}
