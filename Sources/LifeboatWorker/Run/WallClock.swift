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
