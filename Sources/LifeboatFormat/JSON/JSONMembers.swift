/// The keys and values of an object, found one after the other while somebody asks.
public struct JSONMembers: Sequence, IteratorProtocol, Sendable {
  /// One key of an object with its value.
  public struct Member: Sendable {
    private let text: [UInt8]
    /// Where the key lies, its quotes included.
    let keyRange: Range<Int>
    private let isEscaped: Bool
    /// The value.
    public let value: JSONSlice

    init(_ text: [UInt8], key: Range<Int>, isEscaped: Bool, value: Range<Int>) {
      self.text = text
      keyRange = key
      self.isEscaped = isEscaped
      self.value = JSONSlice(text, value)
    }

    /// Where the whole of it lies, from the key's first quote to the end of the value.
    var range: Range<Int> { keyRange.lowerBound..<value.range.upperBound }

    /// The key's text, its escapes decoded.
    public var key: String {
      text.withUnsafeBufferPointer { JSONSlice.decodedString($0, keyContent) }
    }

    /// The key as it is written, its quotes included.
    var keyBytes: ArraySlice<UInt8> { text[keyRange] }

    /// Whether the key is this one, whichever way it's escaped.
    public func hasKey(_ key: String) -> Bool {
      guard !isEscaped else { return self.key == key }
      // Most keys are another's by their length already.
      return keyContent.count == key.utf8.count && text[keyContent].elementsEqual(key.utf8)
    }

    private var keyContent: Range<Int> { (keyRange.lowerBound + 1)..<(keyRange.upperBound - 1) }
  }

  private let text: [UInt8]
  private var position: Int
  private let end: Int

  init(_ slice: JSONSlice) {
    text = slice.text
    end = slice.kind == .object ? slice.range.upperBound - 1 : slice.range.lowerBound
    position = slice.range.lowerBound + 1
  }

  /// The next member, or nil behind the last.
  public mutating func next() -> Member? {
    guard position < end else { return nil }
    guard
      let found = text.withUnsafeBufferPointer({ text in
        var scanner = JSONScanner(UnsafeBufferPointer(rebasing: text[..<end]), from: position)
        return scanner.nextMember()
      })
    else {
      position = end
      return nil
    }
    position = found.value.upperBound
    return Member(text, key: found.key, isEscaped: found.isEscaped, value: found.value)
  }
}
