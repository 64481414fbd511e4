#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// An instant in whole seconds of Unix, shown as a date in UTC.
struct UnixDate: Comparable, CustomStringConvertible {
  let seconds: Int

  static var now: UnixDate { UnixDate(seconds: time(nil)) }

  static func < (left: UnixDate, right: UnixDate) -> Bool { left.seconds < right.seconds }

  /// `2026-11-22 01:20:00 UTC`.
  var description: String {
    var instant: time_t = seconds
    var parts = tm()
    guard gmtime_r(&instant, &parts) != nil else { return "\(seconds) seconds of Unix" }
    func two(_ number: CInt) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let day = "\(1900 + Int(parts.tm_year))-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
    return "\(day) \(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) UTC"
  }
}
