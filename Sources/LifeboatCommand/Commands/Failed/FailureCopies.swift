import LifeboatInspector

/// Failures of one set with equal bytes, as one.
struct FailureCopies {
  /// The first of them.
  let failure: Failure
  /// How many there are.
  private(set) var count = 1

  /// One that has none.
  init(_ failure: Failure) {
    self.failure = failure
  }

  /// Joins those that are equal; each stands where its first one did.
  static func joining(_ failures: [Failure]) -> [FailureCopies] {
    var joined: [FailureCopies] = []
    var places: [FailureID: Int] = [:]
    for failure in failures {
      if let place = places[failure.id] {
        joined[place].count += 1
      } else {
        places[failure.id] = joined.count
        joined.append(FailureCopies(failure))
      }
    }
    return joined
  }
}
