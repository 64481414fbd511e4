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
    /// How many lines have an entry that never left Redis: its removal was killed before, and taken back.
    fileprivate(set) var kept = 0
    /// The number of the last line.
    fileprivate(set) var lastLine = 0
    /// What tells the file from every other, see ``LinesDigest``.
    fileprivate(set) var digest = ""
  }

  private let reader: LineReader
  /// What says where a line's entry has its place.
  private let target: (FailureLine) throws(FailureLineFault) -> ImportTarget
  private var once = ArchivedOnce()
  /// How many entries each operation has removed that Redis knows.
  private let removed: [String: Int]

  /// - Parameters:
  ///   - reader: one that can read again.
  ///   - operations: those that Redis knows.
  init(
    _ reader: LineReader, operations: [OperationRecord],
    target: @escaping (FailureLine) throws(FailureLineFault) -> ImportTarget
  ) {
    self.reader = reader
    removed = Dictionary(operations.map { ($0.id, $0.counts.done) }) { $1 }
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
      switch try entry(line) {
      case .entry(let entry):
        contents.count += 1
        try visit(entry)
      case .repeated: contents.repeated += 1
      case .kept: contents.kept += 1
      }
    }
    contents.digest = digest.digits
    once = ArchivedOnce()
    try reader.rewind()
    return contents
  }

  /// The next entry that no line before had; `nil` at the end.
  mutating func next() throws -> Entry? {
    while let line = try reader.next() {
      if !Self.isBlank(line.bytes), case .entry(let entry) = try entry(line) { return entry }
    }
    return nil
  }

  /// What a line stands for.
  private enum Line {
    case entry(Entry)
    case repeated
    case kept
  }

  private mutating func entry(_ line: (bytes: [UInt8], number: Int)) throws -> Line {
    do throws(FailureLineFault) {
      let parsed = try FailureLine(parsing: line.bytes)
      let target = try target(parsed)
      if let removal = parsed.removal, let done = removed[removal.operation], removal.number > done { return .kept }
      guard once.insert(parsed.removal) else { return .repeated }
      return .entry(Entry(target: target, stored: parsed.stored, line: line.number))
    } catch {
      throw CommandFailed(.error, "\(reader.name), line \(line.number): \(error)")
    }
  }

  private static func isBlank(_ line: [UInt8]) -> Bool {
    line.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
  }
}
