import LifeboatInspector

/// A failure with what was found out about it.
struct ShownFailure {
  let failure: Failure
  /// How many entries have its bytes.
  let copies: Int
  let fingerprint: Fingerprint
  /// `nil` where it cannot be read.
  let history: JobHistory?
}
