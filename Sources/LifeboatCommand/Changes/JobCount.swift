/// A number of jobs as sentences say it.
enum JobCount {
  /// `1 job`, `2,000 jobs`.
  static func text(_ count: Int) -> String { text(count, "job") }

  /// The same of other things: `1 failure`, `2,000 failures`.
  static func text(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count.grouped) \(noun)s"
  }
}
