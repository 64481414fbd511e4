import LifeboatFormat

extension RetryPolicy {
  /// What makes no sense in it: a sentence for each.
  ///
  /// - Parameter name: the class that is retried so, made printable.
  func problems(of name: String) -> [String] {
    var problems: [String] = []
    if let limit, limit < 0 {
      problems.append("\(name) has a limit of \(limit) retries; expected 0 or more, or nil for no limit")
    }
    if let delay = delays.first(where: { $0 < .zero }) {
      problems.append("\(name) has a retry delay of \(DurationText.format(delay)); expected 0s or more")
    }
    let (lower, upper) = (jitter.lowerBound, jitter.upperBound)
    if lower < 0 || upper == .infinity {
      problems.append("\(name) has a jitter from \(lower) to \(upper); expected finite numbers of 0 or more")
    }
    if limit == nil, decide == nil, delays.last ?? .zero <= .zero || upper == 0 {
      problems.append(
        "\(name) is retried without limit and without delay, so a job that keeps failing would run all the time; give it"
          + " a limit, or a last delay of more than 0s")
    }
    return problems
  }
}
