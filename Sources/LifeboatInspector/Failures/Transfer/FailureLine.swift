import Crypto
import LifeboatFormat

/// An entry of a set of failures in a file: one JSON object a line, which stands for itself, so that files may be put together
/// and cut apart by lines.
///
/// | field | |
/// | --- | --- |
/// | `dialect` | `resque` or `sidekiq` |
/// | `set` | the name of the set, see ``FailurePlace/name`` |
/// | `score` | a sorted set's score as a string, in Redis's own spelling; missing for a list |
/// | `operation`, `number` | in an archive: the operation that took the entry out, and a number that it gave no other |
/// | `id`, `class`, `queue`, `exception`, `failed_at` | for people; not read |
/// | `sha256` | of the entry's bytes, in hexadecimal |
/// | `entry`, or `entry_base64` | the bytes: as text, or in Base64 where they are no UTF-8 |
///
/// Whatever else a line has is not read.
public struct FailureLine: Sendable, Equatable {
  /// The name of the job system.
  public let dialect: String
  /// The entry, as it lay there.
  public let stored: StoredFailure
  /// What took it out of its set; `nil` when it was only copied.
  public var removal: Removal?

  /// Which entry of which operation a line of an archive has. A line that stands there twice is one entry.
  public struct Removal: Sendable, Hashable {
    /// The operation's id.
    public let operation: String
    /// From 1, in the order in which they were taken out.
    public let number: Int

    /// A removal.
    public init(operation: String, number: Int) {
      self.operation = operation
      self.number = number
    }
  }

  /// A line for an entry.
  public init(dialect: String, stored: StoredFailure, removal: Removal? = nil) {
    self.dialect = dialect
    self.stored = stored
    self.removal = removal
  }

  /// Reads a line.
  ///
  /// - Throws: ``FailureLineFault``.
  public init(parsing line: [UInt8]) throws(FailureLineFault) {
    var fields = FailureLineFields()
    do throws(MalformedPayload) {
      for member in try Payload(line).object.members { fields.read(member) }
    } catch {
      throw .notJSON(error)
    }
    dialect = try fields.text("dialect")
    stored = StoredFailure(set: try fields.text("set"), bytes: try fields.entry(), score: try fields.score())
    removal = try fields.removal()
  }

  /// Writes the line, without its line break.
  ///
  /// - Parameter record: the same entry, read, for the fields that people look at.
  public func encode(_ record: FailureRecord) -> [UInt8] {
    var json = JSONWriter(capacity: stored.bytes.count + stored.bytes.count / 8 + 400)
    json.beginObject()
    func write(_ name: String, _ value: String?) {
      guard let value else { return }
      json.key(name)
      json.string(value)
    }
    write("dialect", dialect)
    write("set", stored.set)
    write("score", stored.score)
    write("operation", removal?.operation)
    if let removal {
      json.key("number")
      json.integer(removal.number)
    }
    write("id", stored.id.digits)
    write("class", record.className)
    write("queue", record.queue)
    write("exception", record.exception)
    write("failed_at", record.latestFailure.map { Timestamp.iso8601Z($0) })
    write("sha256", Self.checksum(of: stored.bytes))
    if let text = String(validating: stored.bytes, as: UTF8.self) {
      write("entry", text)
    } else {
      write("entry_base64", String(decoding: Base64.encode(stored.bytes), as: UTF8.self))
    }
    json.endObject()
    return json.bytes
  }

  static func checksum(of bytes: [UInt8]) -> String { Hexadecimal.text(Array(SHA256.hash(data: bytes))) }
}
