import LifeboatRedis

/// Which jobs an operation has sent to one place, by their digests: 24 bytes for each, so that a million fit.
struct RecallIndex: Sendable {
  /// A record of a job that was sent.
  private struct Entry: Sendable, Comparable {
    let digest: (UInt64, UInt64)
    let position: UInt64

    static func == (left: Entry, right: Entry) -> Bool { left.key == right.key }
    static func < (left: Entry, right: Entry) -> Bool { left.key < right.key }

    private var key: (UInt64, UInt64, UInt64) { (digest.0, digest.1, position) }
  }

  private var entries: [Entry] = []
  /// Of equal jobs, how many were taken; by the place of the last.
  private var taken: [Int: Int] = [:]
  /// How many were not taken.
  private(set) var count = 0

  /// Adds a job.
  mutating func add(_ digest: [UInt8], at position: RecallPosition) {
    entries.append(Entry(digest: Self.words(digest), position: position.packed))
    count += 1
  }

  /// Makes it ready to be searched, once all are there.
  mutating func sort() { entries.sort() }

  /// Takes the record of a job out, of equal ones the latest; `nil` when there is none.
  mutating func take(_ digest: [UInt8]) -> RecallPosition? {
    let words = Self.words(digest)
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].digest <= words { low = middle + 1 } else { high = middle }
    }
    let last = low - 1
    let place = last - taken[last, default: 0]
    guard place >= 0, entries[place].digest == words else { return nil }
    taken[last, default: 0] += 1
    count -= 1
    return RecallPosition(packed: entries[place].position)
  }

  private static func words(_ digest: [UInt8]) -> (UInt64, UInt64) {
    var words: (UInt64, UInt64) = (0, 0)
    for byte in digest.prefix(8) { words.0 = words.0 << 8 | UInt64(byte) }
    for byte in digest.dropFirst(8).prefix(8) { words.1 = words.1 << 8 | UInt64(byte) }
    return words
  }
}

/// The id of a record in a stream, `MILLISECONDS-NUMBER`, in 8 bytes.
struct RecallPosition: Sendable, Comparable {
  let packed: UInt64

  /// The milliseconds have 42 bits, until the year 2109; the number 22: four million records in one millisecond.
  private static let numberBits = 22

  init(packed: UInt64) {
    self.packed = packed
  }

  /// Reads an id; `nil` for one that does not fit.
  init?(_ text: String) {
    let parts = text.split(separator: "-")
    guard parts.count == 2, let milliseconds = UInt64(parts[0]), let number = UInt64(parts[1]),
      milliseconds >> (64 - Self.numberBits) == 0, number >> Self.numberBits == 0
    else { return nil }
    packed = milliseconds << Self.numberBits | number
  }

  /// The id.
  var text: String { "\(packed >> Self.numberBits)-\(packed & ((1 << Self.numberBits) - 1))" }

  static func < (left: RecallPosition, right: RecallPosition) -> Bool { left.packed < right.packed }
}
