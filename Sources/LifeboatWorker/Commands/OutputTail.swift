/// The end of what a program wrote; of its standard error, that is the message of its failure.
struct OutputTail: Sendable {
  /// The most bytes of a message.
  static let limit = 4096

  private var bytes: [UInt8] = []
  private var isCut = false

  mutating func append(_ more: UnsafeRawBufferPointer) {
    bytes.append(contentsOf: more.suffix(Self.limit))
    isCut = isCut || more.count > Self.limit
    // Trimmed now and then, not on each write: moving 4 kB for each line of a chatty program adds up.
    if bytes.count > 4 * Self.limit { trim() }
  }

  /// The last whole lines, at most 4 kB of them; the end of the last line when it alone is longer; nil when there
  /// is nothing but white space.
  var message: String? {
    var tail = self
    tail.trim()
    var text = tail.bytes[...]
    if tail.isCut {
      if let lineFeed = text.dropLast().firstIndex(of: UInt8(ascii: "\n")) {
        text = text[(lineFeed + 1)...]
      } else {
        text = text.drop { $0 & 0b1100_0000 == 0b1000_0000 }
      }
    }
    while let last = text.last, last == 0x20 || (0x09...0x0D).contains(last) { text.removeLast() }
    return text.isEmpty ? nil : OutputText.lines(text)
  }

  /// What happened to the program, and its last words.
  func sentence(_ what: String) -> String {
    message.map { "\(what); its last words:\n\($0)" } ?? "\(what) and said nothing on standard error"
  }

  /// Whether nothing came.
  var isEmpty: Bool { bytes.isEmpty }

  private mutating func trim() {
    guard bytes.count > Self.limit else { return }
    bytes.removeFirst(bytes.count - Self.limit)
    isCut = true
  }
}
