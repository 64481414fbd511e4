import Lifeboat

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The clock on the wall: that of the machine, or of `TZ`.
enum LocalClock {
  /// The seconds since 1970, with their fraction.
  static var seconds: Double {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
  }

  /// How far it is ahead of UTC at some second since 1970.
  static func secondsEast(at seconds: Int) -> Int {
    var time = time_t(seconds)
    var local = tm()
    return localtime_r(&time, &local) == nil ? 0 : local.tm_gmtoff
  }

  /// What it shows now: `09:15:55`.
  static func timeOfDay(at seconds: Int = time(nil)) -> String {
    String(Timestamp.iso8601Z(seconds + secondsEast(at: seconds)).dropFirst(11).prefix(8))
  }
}
