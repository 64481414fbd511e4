import LifeboatFormat

/// What stands behind a `-q` of the `sidekiq` program: a queue, or a queue and its weight, `critical,2`.
///
/// Several names without weights may stand there as well, `a,b,c`: Ruby would take all but the first for weights of 0 and
/// drop them without a word.
///
/// - Source: Sidekiq, `lib/sidekiq/cli.rb`, `option_parser`.
struct SidekiqQueueArgument: Equatable {
  /// At least one.
  let names: [String]
  /// Of the one name.
  let weight: Int?

  /// - Throws: a sentence that shows how it should be.
  init(_ text: String) throws(UsageError) {
    let parts = QueueSelection.names(in: text)
    let shown = Printable.line(text, limit: 80)
    guard !parts.contains("") else {
      throw UsageError("--queue: a name is empty in '\(shown)'; leave it out")
    }
    guard let place = parts.dropFirst().firstIndex(where: Self.isNumber) else {
      (names, weight) = (parts, nil)
      return
    }
    guard parts.count == 2 else {
      throw UsageError(
        "--queue: a weight belongs to one queue, got '\(shown)'; give each its own, -q critical,2 -q default, or names"
          + " without weights, -q critical,default")
    }
    guard let weight = Int(parts[place]), SidekiqQueueList.weights.contains(weight) else {
      throw UsageError(
        "--queue: the weight of \(Printable.line(parts[0], limit: 80)) should be a whole number from 1 to 1000, got"
          + " \(Printable.line(parts[place], limit: 40))")
    }
    (names, self.weight) = ([parts[0]], weight)
  }

  /// Whether a part can only be meant for a weight.
  private static func isNumber(_ text: String) -> Bool {
    guard let first = text.utf8.first else { return false }
    let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
    return (isDigit || first == UInt8(ascii: "-") || first == UInt8(ascii: "+")) && Double(text) != nil
  }
}
