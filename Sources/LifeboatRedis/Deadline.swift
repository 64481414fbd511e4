#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The instant at which waiting ends, or never.
struct Deadline {
  private let instant: ContinuousClock.Instant?

  /// - Parameter duration: from now; `nil` is for ever.
  init(in duration: Duration?) {
    instant = duration.map { ContinuousClock.now.advanced(by: max($0, .zero)) }
  }

  /// How long until then; `nil` is for ever.
  var remaining: Duration? {
    instant.map { max(ContinuousClock.now.duration(to: $0), .zero) }
  }

  /// Waits until one of the descriptors is ready, whatever signals arrive meanwhile.
  ///
  /// - Returns: false when the deadline has passed; each descriptor's `revents` is set otherwise.
  func poll(_ descriptors: inout [pollfd]) -> Bool {
    while true {
      #if canImport(Glibc)
        let ready = Glibc.poll(&descriptors, nfds_t(descriptors.count), remainingMilliseconds)
      #else
        let ready = Darwin.poll(&descriptors, nfds_t(descriptors.count), remainingMilliseconds)
      #endif
      if ready > 0 { return true }
      // Any other failure is for the read or write that follows to report.
      if ready < 0, errno != EINTR { return true }
      if ready == 0, remainingMilliseconds == 0 { return false }
    }
  }

  /// Rounded up, so that a wait never ends before its time; -1 is for ever, as `poll` has it.
  private var remainingMilliseconds: CInt {
    guard let instant else { return -1 }
    let (seconds, attoseconds) = ContinuousClock.now.duration(to: instant).components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    let milliseconds = min(seconds, 1_000_000) * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    return CInt(milliseconds)
  }
}
