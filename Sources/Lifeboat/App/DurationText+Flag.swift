import LifeboatFormat

extension DurationText {
  /// Reads the value of a flag.
  static func parse(_ text: String, flag: String) throws(UsageError) -> Duration {
    do throws(Failure) {
      return try parse(text)
    } catch {
      throw UsageError("\(flag): \(error)")
    }
  }
}
