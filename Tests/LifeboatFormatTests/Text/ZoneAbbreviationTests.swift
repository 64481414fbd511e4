import LifeboatFormat
import Testing

@Suite struct ZoneAbbreviationTests {
  @Test(arguments: [
    "04:15:55 EST", "05:15:55 EDT", "03:15:55 CST", "04:15:55 CDT", "02:15:55 MST", "01:15:55 PST", "02:15:55 PDT",
    "00:15:55 AKST", "10:15:55 CET", "11:15:55 CEST", "11:15:55 EET", "12:15:55 EEST", "09:15:55 WET", "10:15:55 WEST",
    "10:15:55 BST", "14:45:55 IST", "18:15:55 JST", "18:15:55 KST", "19:15:55 AEST", "20:15:55 AEDT", "18:45:55 ACST",
    "21:15:55 NZST", "22:15:55 NZDT", "12:15:55 MSK", "11:15:55 SAST", "06:15:55 BRT", "05:45:55 NST", "15:00:55 NPT",
    "09:15:55 UTC", "09:15:55 GMT", "06:15:55 -03", "20:15:55 +11", "14:45:55 +0530", "15:00:55 +0545",
  ])
  func `a failure's time is read in its writer's zone`(time: String) {
    #expect(Timestamp.parseFailedAt("2026/11/21 \(time)") == 1_795_252_555)
  }

  @Test func `midnight lies in between`() {
    #expect(Timestamp.parseFailedAt("2026/11/20 23:15:55 HST") == 1_795_252_555)
    #expect(Timestamp.parseFailedAt("2026/11/21 22:15:55 NZDT") == 1_795_252_555)
  }

  @Test(arguments: ["", " ", " XYZ", " est", " EST5EDT", " Europe/Berlin", " (unknown)"])
  func `an abbreviation that nobody knows is not guessed`(zone: String) {
    #expect(Timestamp.parseFailedAt("2026/11/21 09:15:55\(zone)") == nil)
  }

  @Test func `an entry whose zone nobody knows is in order among its like`() {
    func entry(_ time: String) -> ResqueFailure.Entry {
      ResqueFailure.Entry(parsing: Array("{\"failed_at\":\"\(time)\"}".utf8))
    }
    #expect(entry("2026/11/21 09:15:55 XYZ").failedAtSeconds == 1_795_252_555)
    #expect(entry("2026/11/21 10:15:55 CET").failedAtSeconds == 1_795_252_555)
    #expect(entry("soon").failedAtSeconds == nil)
  }
}
