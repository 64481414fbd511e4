import Lifeboat

/// Reads when a job is due, its id, and what Sidekiq's options say of it, under the names that they have in a payload.
struct JobFields {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Every name that is read.
  static let names = [
    "at", "in", "retry", "retry_for", "retry_queue", "dead", "backtrace", "tags", "expires_in", "jid",
  ]

  /// The value of a field, if it is there.
  let value: (String) -> JSONSlice?
  /// What the user calls a field.
  let shown: (String) -> String

  /// Gives a job what the fields say.
  func apply(to job: inout NewJob) throws(Failure) {
    job.dueAt = try due()
    job.jid = try text("jid")
    job.sidekiq = try options()
  }

  private func due() throws(Failure) -> ActiveJobTime? {
    guard let delay = value("in") else { return try time("at") }
    guard value("at") == nil else { throw Failure(description: "give \(shown("in")) or \(shown("at")), not both") }
    return ActiveJobTime.now.advanced(by: try duration(delay, "in"))
  }

  private func options() throws(Failure) -> SidekiqJobOptions? {
    let names = Self.names.filter { !["at", "in", "jid"].contains($0) }
    guard names.contains(where: { value($0) != nil }) else { return nil }
    return SidekiqJobOptions(
      retry: try retry(), tags: try tags(), backtrace: try backtrace(), retryFor: try seconds("retry_for"),
      retryQueue: try text("retry_queue"), dead: try flag("dead"), expiresIn: try seconds("expires_in"))
  }

  private func retry() throws(Failure) -> SidekiqRetrySetting {
    guard let value = value("retry") else { return .standard }
    if let limit = value.int { return .limit(limit) }
    guard let isRetried = value.bool else { throw failure("retry", "true, false or a number of retries", value) }
    return isRetried ? .standard : .never
  }

  private func backtrace() throws(Failure) -> SidekiqBacktraceSetting {
    guard let value = value("backtrace") else { return .none }
    if let lines = value.int { return .lines(lines) }
    guard let isKept = value.bool else { throw failure("backtrace", "true, false or a number of lines", value) }
    return isKept ? .all : .none
  }

  private func tags() throws(Failure) -> [String] {
    guard let value = value("tags") else { return [] }
    guard value.kind == .array else { throw failure("tags", "an array of strings", value) }
    var tags: [String] = []
    for element in value.elements {
      guard let tag = element.string else { throw failure("tags", "an array of strings", value) }
      tags.append(tag)
    }
    return tags
  }

  private func flag(_ field: String) throws(Failure) -> Bool {
    guard let value = value(field) else { return true }
    guard let flag = value.bool else { throw failure(field, "true or false", value) }
    return flag
  }

  private func text(_ field: String) throws(Failure) -> String? {
    guard let value = value(field) else { return nil }
    guard let text = value.string else { throw failure(field, "a string", value) }
    return text
  }

  /// Whole seconds of a span.
  private func seconds(_ field: String) throws(Failure) -> Int? {
    guard let value = value(field) else { return nil }
    return Int(try duration(value, field).components.seconds)
  }

  /// A number of seconds, or a text such as `5m`.
  private func duration(_ value: JSONSlice, _ field: String) throws(Failure) -> Duration {
    if let seconds = value.int { return .seconds(seconds) }
    if let seconds = value.double, seconds.magnitude < 1e15 { return .seconds(seconds) }
    guard let text = value.string else { throw failure(field, "a duration such as 5m, or a number of seconds", value) }
    do { return try DurationText.parse(text) } catch { throw Failure(description: "\(shown(field)): \(error)") }
  }

  /// A number of seconds since 1970, in any of the forms that Sidekiq writes, or a text.
  private func time(_ field: String) throws(Failure) -> ActiveJobTime? {
    guard let value = value(field) else { return nil }
    let number = value.string.flatMap { try? JSONSlice(parsing: Array($0.utf8)) } ?? value
    if let time = SidekiqTime(reading: number) {
      return ActiveJobTime(seconds: time.seconds, nanoseconds: time.nanoseconds)
    }
    if let text = value.string, let time = ActiveJobTime(text) ?? LocalTime.parse(text) { return time }
    throw failure(field, "a time such as 2026-11-21T09:00 or 2026-11-21T09:00:00Z, or seconds since 1970", value)
  }

  private func failure(_ field: String, _ expected: String, _ value: JSONSlice) -> Failure {
    Failure(description: "\(shown(field)) should be \(expected), got \(Printable.line(value.bytes, limit: 40))")
  }
}
