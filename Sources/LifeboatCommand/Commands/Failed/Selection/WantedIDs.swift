import Lifeboat
import LifeboatInspector

/// The ids that somebody gave, whole or by their first digits.
struct WantedIDs {
  /// Whole ones, in the order in which they were given.
  private var whole: [FailureID] = []
  private var prefixes: [String] = []

  /// - Parameters:
  ///   - texts: from the command line.
  ///   - file: one a line, as an id or as an object with an `id`; `-` is standard input.
  /// - Returns: nil when there are neither.
  /// - Throws: `UsageError` with the place of what is no id.
  init?(_ texts: [String], file: String?) throws {
    guard !texts.isEmpty || file != nil else { return nil }
    for text in texts { try add(text, from: "the id") }
    guard let file else { return }
    let reader = try LineReader(path: file)
    while let (bytes, number) = try reader.next() {
      guard let text = try Self.id(in: bytes, "\(reader.name), line \(number)") else { continue }
      try add(text, from: "\(reader.name), line \(number)")
    }
  }

  /// All of them whole; the sets are read when one of them is not.
  func whole(in places: [FailurePlace], on connection: RedisConnection) async throws -> [String] {
    guard !prefixes.isEmpty else { return whole.map(\.digits) }
    var search = FailurePrefixes(prefixes)
    var scan = FailureScan(places, on: connection)
    while let chunk = try await scan.next() {
      for stored in chunk { search.add(stored.id) }
    }
    return try (whole + search.whole()).map(\.digits)
  }

  private mutating func add(_ text: String, from source: String) throws {
    if let id = FailureID(digits: text) {
      whole.append(id)
      return
    }
    if let index = text.utf8.firstIndex(where: { !Character(Unicode.Scalar($0)).isHexDigit }) {
      let place = text.utf8.distance(from: text.startIndex, to: index)
      throw UsageError.pointing("\(source): an id is made of hexadecimal digits", at: place, in: text)
    }
    do { prefixes.append(try FailureID.prefix(text)) } catch { throw UsageError("\(source): \(error)") }
  }

  /// The id that a line gives; nil for an empty line.
  private static func id(in line: [UInt8], _ source: String) throws -> String? {
    let isSpace = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    guard let start = line.firstIndex(where: { !isSpace($0) }), let end = line.lastIndex(where: { !isSpace($0) }) else {
      return nil
    }
    guard line[start] == UInt8(ascii: "{") else { return String(decoding: line[start...end], as: UTF8.self) }
    let object: Payload
    do { object = try Payload(line) } catch { throw UsageError("\(source): \(error)") }
    guard let id = object.slice(of: "id")?.string else {
      throw UsageError(#"\#(source): expected a failure's "id", as `failed ls -o jsonl` writes it"#)
    }
    return id
  }
}
