/// The elements of an array, found one after the other while somebody asks.
public struct JSONElements: Sequence, IteratorProtocol, Sendable {
  private let text: [UInt8]
  private var position: Int
  private let end: Int

  init(_ slice: JSONSlice) {
    text = slice.text
    end = slice.kind == .array ? slice.range.upperBound - 1 : slice.range.lowerBound
    position = slice.range.lowerBound + 1
  }

  /// The next element, or nil behind the last.
  public mutating func next() -> JSONSlice? {
    guard position < end else { return nil }
    guard
      let range = text.withUnsafeBufferPointer({ text in
        var scanner = JSONScanner(UnsafeBufferPointer(rebasing: text[..<end]), from: position)
        return scanner.nextElement()
      })
    else {
      position = end
      return nil
    }
    position = range.upperBound
    return JSONSlice(text, range)
  }
}
