import Lifeboat

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Times as a person writes them, in the time zone of the machine or of `TZ`.
enum LocalTime {
  /// Reads `2026-11-21T09:00`, with a space instead of the `T`, with seconds if there are any; and without seconds also
  /// what has a zone behind it.
  ///
  /// - Returns: nil for anything else, and for a time that the calendar or the clock passes over, as in the night when
  ///   clocks go forward. Of two equal times in the night when they go back it is the one that the system's library picks.
  static func parse(_ text: String) -> ActiveJobTime? {
    if let time = ActiveJobTime(text.prefix(16) + ":00" + text.dropFirst(16)) { return time }
    // Whatever is there, another zone's text finds out whether date and time are.
    let full = text.utf8.count == 16 ? text + ":00" : text
    guard text.utf8.count == 16 || text.utf8.count == 19, let utc = ActiveJobTime(full + "Z") else { return nil }
    var seconds = time_t(utc.seconds)
    var wanted = tm()
    guard gmtime_r(&seconds, &wanted) != nil else { return nil }
    wanted.tm_isdst = -1
    var local = wanted
    let epoch = mktime(&local)
    guard local.tm_mday == wanted.tm_mday, local.tm_hour == wanted.tm_hour, local.tm_min == wanted.tm_min else {
      return nil
    }
    return ActiveJobTime(seconds: Int(epoch))
  }
}
