import LifeboatFormat
import LifeboatWorker
import Yams

/// Reads `retries` and `retry_delay` of a handler; what does not fit is noted in its fields.
///
/// A list of delays without `retries` is retried once for each, as Ruby's backoff strategies are; one delay once.
struct RetriesReader {
  private enum Limit {
    case number(Int)
    case unlimited
  }

  /// What the two are called.
  static let keys = ["retries", "retry_delay"]

  private let owner: String

  init(owner: String) {
    self.owner = owner
  }

  /// - Returns: nil when the handler says neither, or nothing that fits.
  func retries(_ fields: inout YAMLFields) -> HandlersFile.Retries? {
    guard fields.node("retries") != nil || fields.node("retry_delay") != nil else { return nil }
    let limit = limit(&fields)
    let delays = delays(&fields)
    switch limit {
    case .number(let number): return HandlersFile.Retries(limit: number, delays: delays ?? [])
    case .unlimited where delays?.last ?? .zero > .zero: return HandlersFile.Retries(limit: nil, delays: delays ?? [])
    case .unlimited:
      if fields.node("retry_delay") == nil || delays != nil {
        fields.note(
          "`retries: unlimited` of \(owner) needs a `retry_delay` whose last delay is more than zero, or a job that keeps"
            + " failing would run all the time.", at: fields.node("retries"))
      }
      return nil
    case nil:
      guard fields.node("retries") == nil, let delays else { return nil }
      return HandlersFile.Retries(limit: delays.count, delays: delays)
    }
  }

  private func limit(_ fields: inout YAMLFields) -> Limit? {
    guard let node = fields.node("retries"), let text = fields.text("retries") else { return nil }
    if text == "unlimited" { return .unlimited }
    if let number = Int(text), number >= 0 { return .number(number) }
    let shown = Printable.line(text, limit: 60)
    fields.note("`retries` of \(owner) should be a whole number or `unlimited`, but is `\(shown)`.", at: node)
    return nil
  }

  private func delays(_ fields: inout YAMLFields) -> [Duration]? {
    guard let node = fields.node("retry_delay") else { return nil }
    guard let items = node.sequence else {
      guard YAMLFields.scalar(node) != nil else {
        let kind = YAMLFields.kind(node)
        fields.note(
          "`retry_delay` of \(owner) should be a duration like 30s, a list like [0s, 1m, 10m], or `exponential`, but is"
            + " \(kind).", at: node)
        return nil
      }
      if YAMLFields.scalar(node) == "exponential" { return RetryPolicy.exponential.delays }
      return fields.duration("retry_delay").map { [$0] }
    }
    guard !items.isEmpty else {
      fields.note("`retry_delay` of \(owner) is an empty list; leave it out for no delay.", at: node)
      return nil
    }
    let delays = items.map { delay($0, &fields) }
    let complete = delays.compactMap(\.self)
    return complete.count == delays.count ? complete : nil
  }

  private func delay(_ item: Node, _ fields: inout YAMLFields) -> Duration? {
    guard let text = YAMLFields.scalar(item) else {
      fields.note(
        "An item of `retry_delay` of \(owner) should be a duration, but is \(YAMLFields.kind(item)).", at: item)
      return nil
    }
    do throws(DurationText.Failure) {
      return try DurationText.parse(text)
    } catch {
      fields.note("`retry_delay` of \(owner): \(error)", at: item)
      return nil
    }
  }
}
