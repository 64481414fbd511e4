import LifeboatFormat

/// A line that a child wrote.
///
/// - `{"id":17,"ok":true}`
/// - `{"id":17,"error":"text","exception":"Net::ReadTimeout","backtrace":["…"]}`, of which only `error` is needed
/// - `{"id":17,"snooze":30}` in seconds, or `{"id":17,"snooze":true}` for the handler's own delay
/// - `{"pong":5}`
///
/// Other keys mean nothing.
enum StreamReply: Equatable {
  case pong(Int)
  case answer(id: Int, StreamEnd)

  /// The most seconds that a job may be put off: a century.
  private static let longestSnooze = 3_155_760_000.0

  /// - Returns: nil when the line is anything else.
  init?(_ line: [UInt8]) {
    guard let slice = try? JSONSlice(parsing: line), slice.kind == .object else { return nil }
    var pong: JSONSlice?
    var id: JSONSlice?
    var ok: JSONSlice?
    var snooze: JSONSlice?
    var fields = ErrorFields()
    for member in slice.members {
      if member.hasKey("id") {
        id = member.value
      } else if member.hasKey("ok") {
        ok = member.value
      } else if member.hasKey("pong") {
        pong = member.value
      } else if member.hasKey("snooze") {
        snooze = member.value
      } else {
        fields.note(member)
      }
    }
    if let pong {
      guard let number = pong.int else { return nil }
      self = .pong(number)
      return
    }
    guard let id = id?.int else { return nil }
    if let report = fields.report {
      self = .answer(id: id, .failed(report))
    } else if let snooze, let delay = Self.delay(snooze) {
      self = .answer(id: id, .snoozed(delay.seconds))
    } else if ok?.bool == true {
      self = .answer(id: id, .succeeded)
    } else {
      return nil
    }
  }

  private static func delay(_ value: JSONSlice) -> (seconds: Duration?, Void)? {
    if value.isNull || value.bool == true { return (nil, ()) }
    guard let seconds = value.double, (0...longestSnooze).contains(seconds) else { return nil }
    return (.seconds(seconds), ())
  }
}

/// What a child says of an error.
private struct ErrorFields {
  private var error: String?
  private var exception: String?
  private var backtrace: [String] = []

  mutating func note(_ member: JSONMembers.Member) {
    if member.hasKey("error") {
      error = member.value.string
    } else if member.hasKey("exception") {
      exception = member.value.string
    } else if member.hasKey("backtrace") {
      backtrace = member.value.elements.compactMap(\.string)
    }
  }

  /// Nil when there was no error.
  var report: FailureReport? {
    error.map { error in
      let name = exception.flatMap { $0.isEmpty ? nil : $0 } ?? ErrorName.commandFailed.rawValue
      return FailureReport(exception: name, message: error, backtrace: backtrace)
    }
  }
}
