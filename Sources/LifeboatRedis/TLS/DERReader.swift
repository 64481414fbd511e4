/// Reads one element after the other of ASN.1's distinguished encoding, in which certificates are written (X.690).
struct DERReader {
  /// A tag, and what it stands before.
  struct Element {
    let tag: UInt8
    let content: ArraySlice<UInt8>

    /// Reads what the element is made of.
    var parts: DERReader { DERReader(content) }
  }

  static let sequence: UInt8 = 0x30
  static let objectIdentifier: UInt8 = 0x06
  static let octetString: UInt8 = 0x04
  /// A field of number 0 to 30 that a structure may leave out, and that is made of others.
  static func field(_ number: UInt8) -> UInt8 { 0xA0 | number }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) {
    rest = bytes
  }

  /// The next element; nil at the end, and where the bytes are none.
  mutating func next() -> Element? {
    guard let tag = rest.popFirst(), let first = rest.popFirst() else { return nil }
    var length = Int(first)
    if first >= 0x80 {
      let count = Int(first & 0x7F)
      guard (1...4).contains(count), rest.count >= count else { return nil }
      length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
      rest = rest.dropFirst(count)
    }
    guard rest.count >= length else { return nil }
    defer { rest = rest.dropFirst(length) }
    return Element(tag: tag, content: rest.prefix(length))
  }

  /// All elements from here on.
  var elements: [Element] {
    var reader = self
    var elements: [Element] = []
    while let element = reader.next() { elements.append(element) }
    return elements
  }
}
