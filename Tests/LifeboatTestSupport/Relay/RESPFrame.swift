/// Where one command or reply ends in a stream of Redis's protocol, version 2.
enum RESPFrame {
  /// The number of bytes of the first frame.
  ///
  /// - Returns: `nil` when it is not there whole.
  static func length(of bytes: ArraySlice<UInt8>) -> Int? {
    guard let end = end(of: bytes, from: bytes.startIndex) else { return nil }
    return end - bytes.startIndex
  }

  /// The words of a command.
  static func words(of command: ArraySlice<UInt8>) -> [String] {
    guard let header = line(command, from: command.startIndex) else { return [] }
    var words: [String] = []
    var at = header.end
    while at < command.endIndex, let head = line(command, from: at), let count = number(head.text) {
      words.append(String(decoding: command[head.end..<head.end + count], as: UTF8.self))
      at = head.end + count + 2
    }
    return words
  }

  private static func end(of bytes: ArraySlice<UInt8>, from start: Int) -> Int? {
    guard let header = line(bytes, from: start), let kind = header.text.first else { return nil }
    switch kind {
    case UInt8(ascii: "$"):
      guard let count = number(header.text), count >= 0 else { return header.end }
      let end = header.end + count + 2
      return end <= bytes.endIndex ? end : nil
    case UInt8(ascii: "*"):
      var at = header.end
      for _ in 0..<max(0, number(header.text) ?? 0) {
        guard let next = end(of: bytes, from: at) else { return nil }
        at = next
      }
      return at
    default:
      return header.end
    }
  }

  private static func line(_ bytes: ArraySlice<UInt8>, from start: Int) -> (text: ArraySlice<UInt8>, end: Int)? {
    guard let feed = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    return (bytes[start..<max(start, feed - 1)], feed + 1)
  }

  private static func number(_ header: ArraySlice<UInt8>) -> Int? {
    Int(String(decoding: header.dropFirst(), as: UTF8.self))
  }
}
