import LifeboatFormat

/// What a ``Checkup`` needs in a dialect's own way.
public struct DoctorParts: Sendable {
  /// The checks that make no sense in another dialect.
  let checks: [any Check]
  /// The keys of the Ruby system of which an app has one, with what they hold.
  let singles: [(key: String, type: KeyType)]
  /// The sets in which jobs wait for their time, whole.
  let waitingSets: [FailurePlace]
  /// The sets in which failures lie.
  let failedSets: [FailurePlace]
}
