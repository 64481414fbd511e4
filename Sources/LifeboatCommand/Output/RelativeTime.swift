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
    case ..<60: return "\(age)s ago"
    case ..<3600: return "\(age / 60)m ago"
    case ..<86_400: return "\(age / 3600)h ago"
    default: return "\(age / 86_400)d ago"
    }
  }
}
