/// A number of jobs as sentences say it.
enum JobCount {
  /// `1 job`, `2 jobs`.
  static func text(_ count: Int) -> String { count == 1 ? "1 job" : "\(count) jobs" }
}
