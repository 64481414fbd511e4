/// Why a payload can't be run, or a text can't be read as JSON.
public enum MalformedPayload: Error, Equatable, Sendable, CustomStringConvertible {
  /// There is nothing but space.
  case empty
  /// The text stops being JSON at this offset (in bytes, from 0); the excerpt is what stands there, made printable.
  case notJSON(offset: Int, expected: String, excerpt: String)
  /// More than 100 arrays and objects inside each other: Ruby refuses that too.
  case tooDeep(offset: Int)
  /// The text is JSON, but no object.
  case notObject(JSONKind)
  /// The byte at this offset is not UTF-8. Ruby decodes such a job and then loses it.
  case invalidUTF8(offset: Int)
  /// The object has no `class`.
  case noClass
  /// The `class` is there, but no string.
  case classNotString(JSONKind)
  /// The `class` is an empty string.
  case emptyClass
  /// The `args` are there, but neither an array nor `null`.
  case argsNotArray(JSONKind)
  /// A delayed job has no `args`, without which Ruby's Sidekiq takes it off its set and then refuses it.
  case noArgs
  /// The `tags` are there, but no array.
  case tagsNotArray(JSONKind)
  /// A number is too large for a double: Ruby reads an infinity and can't write it again.
  case infiniteNumber
  /// A delayed job has no `queue`, or one that is no string.
  case noQueue
  /// The `queue` is an empty string.
  case emptyQueue
  /// The class is Active Job's wrapper, but its first argument is no object; `nil` when there is none.
  case noActiveJob(JSONKind?)
  /// The class is Active Job's wrapper, but it has more than its one argument.
  case activeJobNotAlone
  /// An Active Job's `job_class` is missing (`nil`), no string, or empty.
  case noJobClass(JSONKind?)
  /// A failed entry's `payload` is missing, or no object.
  case noPayload(JSONKind?)
  /// An Active Job's `arguments` are there, but neither an array nor `null`.
  case jobArgumentsNotArray(JSONKind)

  init(_ fault: JSONFault, in bytes: [UInt8]) {
    switch fault {
    case .tooDeep(let offset):
      self = .tooDeep(offset: offset)
    case .unexpected(let offset, let expected):
      let isBlank = bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
      let excerpt = Printable.line(bytes[offset..<min(offset + 24, bytes.count)], limit: 20)
      self = isBlank ? .empty : .notJSON(offset: offset, expected: expected.description, excerpt: excerpt)
    }
  }

  /// A complete sentence: what was expected and what came. Safe to print.
  public var description: String {
    switch self {
    case .empty:
      "The payload is empty; a JSON object with a class and args was expected."
    case .notJSON(let offset, let expected, ""):
      "The payload is not valid JSON: it ends at byte \(offset), where \(expected) was expected."
    case .notJSON(let offset, let expected, let excerpt):
      "The payload is not valid JSON: at byte \(offset) \(expected) was expected, but there is \"\(excerpt)\"."
    case .tooDeep(let offset):
      "The payload is nested more than \(JSONScanner.depthLimit) levels deep at byte \(offset); Ruby refuses it too."
    case .notObject(let kind):
      "The payload is \(kind); a JSON object with a class and args was expected."
    case .invalidUTF8(let offset):
      "The payload is not valid UTF-8 at byte \(offset); its producer sent text in another encoding."
    case .noClass:
      "The payload has no class, so nothing says which job to run."
    case .classNotString(let kind):
      "The payload's class is \(kind); a string with the job's class name was expected."
    case .emptyClass:
      "The payload's class is an empty string; a job's class name was expected."
    case .argsNotArray(let kind):
      "The payload's args are \(kind); an array was expected."
    case .noArgs:
      "The delayed job has no args, and Ruby refuses to enqueue it; an array was expected."
    case .tagsNotArray(let kind):
      "The payload's tags are \(kind); an array of strings was expected."
    case .infiniteNumber:
      "The payload has a number beyond the range of a double; Ruby reads infinity and can't write it again."
    case .emptyQueue:
      "The payload's queue is an empty string; a queue's name was expected."
    case .noQueue:
      "The delayed job has no queue, so nothing says where it goes when it is due."
    case .noActiveJob(let kind):
      "The payload's class is Active Job's wrapper, but its first argument is \(Self.shown(kind)); "
        + "an object with a job_class was expected."
    case .activeJobNotAlone:
      "The payload's class is Active Job's wrapper, which takes one argument; the payload has more."
    case .noPayload(let kind):
      kind.map { "its payload is \($0), expected an object" } ?? "it has no payload"
    case .noJobClass(.string?):
      "The Active Job's job_class is an empty string; a job's class name was expected."
    case .noJobClass(let kind):
      "The Active Job's job_class is \(Self.shown(kind)); a string with the job's class name was expected."
    case .jobArgumentsNotArray(let kind):
      "The Active Job's arguments are \(kind); an array was expected."
    }
  }

  private static func shown(_ kind: JSONKind?) -> String { kind?.description ?? "missing" }
}
