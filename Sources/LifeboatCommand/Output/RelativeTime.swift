#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A point in time as a person says it: `12s ago`, `3m ago`.
enum RelativeTime {
  /// - Parameters:
  ///   - seconds: since 1970; `nil` when it is not known.
  ///   - now: the same, for now.
  static func text(_ seconds: Int?, now: Int = time(nil)) -> String {
    guard let seconds else { return "-" }
    let age = now - seconds
    switch age {
    case ..<(-1): return "in the future"
    case ..<1: return "now"
    default: return span(age) + " ago"
    }
  }

  /// A point in time that is awaited: `in 12s`, or `now` when it has come.
  static func due(_ seconds: Int?, now: Int = time(nil)) -> String {
    guard let seconds else { return "-" }
    switch seconds.subtractingReportingOverflow(now).partialValue {
    case ..<1: return "now"
    case let wait: return "in " + span(wait)
    }
  }

  /// A length of time in its largest unit: `12s`, `3m`.
  static func span(_ seconds: Int) -> String {
    switch seconds {
    case ..<60: "\(seconds)s"
    case ..<3600: "\(seconds / 60)m"
    case ..<86_400: "\(seconds / 3600)h"
    default: "\(seconds / 86_400)d"
    }
  }
}
