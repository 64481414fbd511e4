/// The fields of a Sidekiq payload that every run looks at, found in one walk over its members.
struct SidekiqFields {
  private(set) var jid: JSONSlice?
  private(set) var wrapped: JSONSlice?
  private(set) var retryCount: JSONSlice?
  private(set) var bid: JSONSlice?
  private(set) var encrypt: JSONSlice?

  init(of payload: Payload) {
    let bytes = payload.bytes
    let object = payload.objectRange
    bytes.withUnsafeBufferPointer { text in
      // One scanner for all members: making one for each costs more than the walk itself.
      var scanner = JSONScanner(UnsafeBufferPointer(rebasing: text[..<(object.upperBound - 1)]))
      scanner.position = object.lowerBound + 1
      while let (key, isEscaped, value) = scanner.nextMember() {
        let content = (key.lowerBound + 1)..<(key.upperBound - 1)
        func isKey(_ name: StaticString) -> Bool { Self.isKey(text, content, isEscaped: isEscaped, name) }
        // An escaped key is longer than what it stands for.
        guard content.count == 3 || content.count == 7 || content.count == 11 || isEscaped else { continue }
        if isKey("jid") {
          jid = JSONSlice(bytes, value)
        } else if isKey("bid") {
          bid = JSONSlice(bytes, value)
        } else if isKey("wrapped") {
          wrapped = JSONSlice(bytes, value)
        } else if isKey("encrypt") {
          encrypt = JSONSlice(bytes, value)
        } else if isKey("retry_count") {
          retryCount = JSONSlice(bytes, value)
        }
      }
    }
  }

  private static func isKey(
    _ text: UnsafeBufferPointer<UInt8>, _ content: Range<Int>, isEscaped: Bool, _ name: StaticString
  ) -> Bool {
    if isEscaped { return JSONEscapes.content(content, of: text, equals: name.description) }
    guard content.count == name.utf8CodeUnitCount else { return false }
    return name.withUTF8Buffer { $0.elementsEqual(text[content]) }
  }
}
