import Lifeboat
import LifeboatInspector

/// A file of failures that is to be put back: read once to be checked, and once more for its entries.
struct ImportFile {
  /// An entry and the number of its line.
  struct Entry {
    let target: ImportTarget
    let stored: StoredFailure
    let line: Int
  }

  /// What the file has.
  struct Contents {
    /// How many entries, each counted once.
    fileprivate(set) var count = 0
    /// How many lines have an entry that another line before them has.
    fileprivate(set) var repeated = 0
    /// The number of the last line.
    fileprivate(set) var lastLine = 0
    /// What tells the file from every other, see ``LinesDigest``.
    fileprivate(set) var digest = ""
  }

  private let reader: LineReader
  /// What says where a line's entry has its place.
  private let target: (FailureLine) throws(FailureLineFault) -> ImportTarget
  private var once = ArchivedOnce()

  /// - Parameter reader: one that can read again.
  init(_ reader: LineReader, target: @escaping (FailureLine) throws(FailureLineFault) -> ImportTarget) {
    self.reader = reader
    self.target = target
  }

  /// Reads the whole file, and goes back to its beginning.
  ///
  /// - Parameter visit: gets each entry.
  /// - Throws: ``CommandFailed`` that names the first line which cannot be put back.
  mutating func check(_ visit: (Entry) throws -> Void) throws -> Contents {
    var contents = Contents()
    var digest = LinesDigest()
    once = ArchivedOnce()
    while let line = try reader.next() {
      digest.add(line.bytes)
      contents.lastLine = line.number
      guard !Self.isBlank(line.bytes) else { continue }
      guard let entry = try entry(line) else {
        contents.repeated += 1
        continue
      }
      contents.count += 1
      try visit(entry)
    }
    contents.digest = digest.digits
    once = ArchivedOnce()
    try reader.rewind()
    return contents
  }

  /// The next entry that no line before had; `nil` at the end.
  mutating func next() throws -> Entry? {
    while let line = try reader.next() {
      if !Self.isBlank(line.bytes), let entry = try entry(line) { return entry }
    }
    return nil
  }

  private mutating func entry(_ line: (bytes: [UInt8], number: Int)) throws -> Entry? {
    do throws(FailureLineFault) {
      let parsed = try FailureLine(parsing: line.bytes)
      let target = try target(parsed)
      return once.insert(parsed.removal) ? Entry(target: target, stored: parsed.stored, line: line.number) : nil
    } catch {
      throw CommandFailed(.error, "\(reader.name), line \(line.number): \(error)")
    }
  }

  private static func isBlank(_ line: [UInt8]) -> Bool {
    line.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
  }
}
