import LifeboatFormat

/// Why a line of a file is no failure that could be put back.
public enum FailureLineFault: Error, Sendable, Equatable, CustomStringConvertible {
  /// It is no JSON object.
  case notJSON(MalformedPayload)
  /// A field is not there.
  case missing(String)
  /// A field holds something else.
  case wrong(String, expected: String, got: String)
  /// It has its bytes in two ways.
  case twoEntries
  /// The bytes are not those that were written.
  case wrongChecksum(expected: String, got: String)
  /// It was written for another job system.
  case otherDialect(String, expected: String)
  /// The job system has no such set of failures.
  case unknownSet(String, dialect: String)
  /// A list's entry with a score, or a sorted set's without one.
  case score(isThere: Bool, set: String)

  public var description: String {
    switch self {
    case .notJSON(.notObject(let kind)): "expected a JSON object as `failed export` writes it, got \(kind)"
    case .notJSON(.notJSON(let offset, let expected, let excerpt)):
      "it is not JSON: at byte \(offset) \(expected) was expected"
        + (excerpt.isEmpty ? ", but it ends" : ", but there is \"\(excerpt)\"")
    case .notJSON(let fault): "it is not JSON: \(fault)"
    case .missing(let field): "it has no \"\(field)\"; expected a line as `failed export` writes it"
    case .wrong(let field, let expected, let got): "\"\(field)\" should be \(expected), got \(got)"
    case .twoEntries: "it has both \"entry\" and \"entry_base64\"; which of them is meant?"
    case .wrongChecksum(let expected, let got):
      "the entry was changed since it was written: its SHA-256 is \(got.prefix(12))…, the line says"
        + " \(Printable.line(String(expected.prefix(12)), limit: 40))…"
    case .otherDialect(let name, let expected):
      "it is a failure of \(Printable.line(name, limit: 40))'s, and this app speaks \(expected)"
    case .unknownSet(let name, let dialect):
      "\(dialect) has no set of failures \(Printable.line(name, limit: 60))"
    case .score(let isThere, let set):
      isThere
        ? "it has a score, and \(Printable.line(set, limit: 60)) is a list"
        : "it has no \"score\", without which it has no place in \(Printable.line(set, limit: 60))"
    }
  }
}
