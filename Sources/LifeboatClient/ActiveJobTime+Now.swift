import LifeboatFormat

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension ActiveJobTime {
  /// The time of day, in UTC.
  public static var now: ActiveJobTime {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return ActiveJobTime(seconds: time.tv_sec, nanoseconds: time.tv_nsec)
  }
}
