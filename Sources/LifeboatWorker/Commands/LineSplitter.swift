/// Cuts a stream of bytes into lines of text, holding at most one line.
struct LineSplitter {
  /// The most bytes of a line that are held; a longer line comes in pieces of at most this many.
  static let limit = 8192

  private var held: [UInt8] = []

  /// Takes the next bytes and emits each line that they complete.
  mutating func append(_ bytes: UnsafeRawBufferPointer, emit: (String) -> Void) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let window = rest.prefix(Self.limit - held.count)
      guard let lineFeed = window.firstIndex(of: UInt8(ascii: "\n")) else {
        held.append(contentsOf: window)
        rest = rest[window.endIndex...]
        if held.count == Self.limit { emitPiece(emit) }
        continue
      }
      held.append(contentsOf: window[..<lineFeed])
      rest = rest[(lineFeed + 1)...]
      emitLine(emit)
    }
  }

  /// Emits a last line that has no line feed.
  mutating func finish(emit: (String) -> Void) {
    if !held.isEmpty { emitLine(emit) }
  }

  private mutating func emitLine(_ emit: (String) -> Void) {
    if held.last == UInt8(ascii: "\r") { held.removeLast() }
    emit(OutputText.line(held))
    held.removeAll(keepingCapacity: true)
  }

  /// Emits what is held up to the last whole character, so that no character is torn in two.
  private mutating func emitPiece(_ emit: (String) -> Void) {
    // A character has at most four bytes: its first byte is among the last four, or these bytes are not UTF-8.
    let tail = held.suffix(4)
    var cut = held.endIndex
    if let first = tail.lastIndex(where: { $0 & 0b1100_0000 != 0b1000_0000 }) {
      let length = held[first] >= 0xF0 ? 4 : held[first] >= 0xE0 ? 3 : held[first] >= 0xC0 ? 2 : 1
      if held.endIndex - first < length { cut = first }
    }
    emit(OutputText.line(held[..<cut]))
    held.removeSubrange(..<cut)
  }
}
