#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads a child's standard output line by line, holding at most one line.
struct StreamLines {
  /// What one look at the output came to.
  enum Finding {
    case more
    /// A line is longer than ``limit``; its bytes are gone.
    case tooLong
    case ended
  }

  /// The most bytes of a line.
  static let limit = 1_048_576

  private let source: Descriptor
  private var held: [UInt8] = []
  private var buffer = [UInt8](repeating: 0, count: 64 * 1024)

  init(_ source: Descriptor) {
    self.source = source
    source.setNonblocking()
  }

  var isOpen: Bool { source.rawValue >= 0 }

  /// What to poll; -1 once the stream has ended.
  var descriptor: CInt { source.rawValue }

  /// Reads once, without waiting, and hands out each line that is complete, without its line feed.
  mutating func read(_ each: ([UInt8]) -> Void) -> Finding {
    let count = buffer.withUnsafeMutableBytes { systemRead(source.rawValue, $0.baseAddress, $0.count) }
    guard count > 0 else {
      guard count == 0 || (errno != EAGAIN && errno != EINTR) else { return .more }
      close()
      return .ended
    }
    var rest = buffer[..<count]
    while let lineFeed = rest.firstIndex(of: UInt8(ascii: "\n")) {
      guard held.count + lineFeed - rest.startIndex <= Self.limit else { return tooLong() }
      each(held + rest[..<lineFeed])
      held.removeAll(keepingCapacity: true)
      rest = rest[(lineFeed + 1)...]
    }
    guard held.count + rest.count <= Self.limit else { return tooLong() }
    held.append(contentsOf: rest)
    return .more
  }

  /// Reads no more.
  func close() { source.close() }

  private mutating func tooLong() -> Finding {
    held = []
    return .tooLong
  }
}

/// `read(2)`, which the method of the same name hides.
private func systemRead(_ descriptor: CInt, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, bytes, count)
}
