/// The fields of a Sidekiq payload that every run looks at, found in one walk over its members.
struct SidekiqFields {
  private(set) var jid: JSONSlice?
  private(set) var wrapped: JSONSlice?
  private(set) var retryCount: JSONSlice?
  private(set) var bid: JSONSlice?
  private(set) var encrypt: JSONSlice?
  private(set) var createdAt: JSONSlice?
  private(set) var enqueuedAt: JSONSlice?

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
        let length = content.count
        guard length == 3 || length == 7 || length == 10 || length == 11 || isEscaped else { continue }
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
        } else if isKey("created_at") {
          createdAt = JSONSlice(bytes, value)
        } else if isKey("enqueued_at") {
          enqueuedAt = JSONSlice(bytes, value)
        }
      }
    }
  }

  /// Whether the job is a retry, or was pushed to its queue a tenth of a second or more after it was made, as far as that can be
  /// read.
  ///
  /// The two times of most jobs begin with the same digits, and nothing needs to be parsed.
  var wasPushedAgain: Bool {
    // Who pushed it again may have a clock that is behind.
    if retryCount != nil { return true }
    guard let createdAt, let enqueuedAt else { return false }
    let digits = createdAt.bytes.dropFirst(10).first == UInt8(ascii: ".") ? 12 : 11
    if createdAt.bytes.count >= digits, createdAt.bytes.prefix(digits).elementsEqual(enqueuedAt.bytes.prefix(digits)) {
      return false
    }
    guard let made = SidekiqTime(reading: createdAt), let pushed = SidekiqTime(reading: enqueuedAt) else { return true }
    return pushed.double - made.double >= 0.1
  }

  private static func isKey(
    _ text: UnsafeBufferPointer<UInt8>, _ content: Range<Int>, isEscaped: Bool, _ name: StaticString
  ) -> Bool {
    if isEscaped { return JSONEscapes.content(content, of: text, equals: name.description) }
    guard content.count == name.utf8CodeUnitCount else { return false }
    return name.withUTF8Buffer { $0.elementsEqual(text[content]) }
  }
}
