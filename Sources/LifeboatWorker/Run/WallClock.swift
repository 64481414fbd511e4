#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The time of day, for records that people and Ruby read. Nothing is decided by it.
enum WallClock {
  /// Seconds since 1970.
  static var seconds: Int { time(nil) }
}

extension Duration {
  /// Whole nanoseconds; a duration of centuries is cut off at the largest that fits.
  var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? (seconds < 0 ? .min : .max) : whole &+ attoseconds / 1_000_000_000
  }
}
