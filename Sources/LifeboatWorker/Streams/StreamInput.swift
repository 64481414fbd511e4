#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a child is to read, written as far as its pipe takes it.
struct StreamInput {
  private let target: Descriptor
  private var bytes: [UInt8] = []
  private var written = 0

  init(_ target: Descriptor) {
    self.target = target
    target.setNonblocking()
  }

  var isOpen: Bool { target.rawValue >= 0 }

  /// How much is not written yet.
  var unsent: Int { bytes.count - written }

  /// What to poll until it can be written to; -1 when nothing waits to be.
  var descriptor: CInt { unsent > 0 ? target.rawValue : -1 }

  mutating func append(_ line: [UInt8]) { bytes.append(contentsOf: line) }

  /// Writes once, without waiting.
  ///
  /// - Returns: false when nobody reads any more; it is closed then.
  mutating func flush() -> Bool {
    guard unsent > 0, isOpen else { return isOpen }
    let count = bytes.withUnsafeBytes { bytes in
      systemWrite(target.rawValue, bytes.baseAddress.map { $0 + written }, bytes.count - written)
    }
    if count < 0 && errno != EAGAIN && errno != EINTR {
      close()
      return false
    }
    written += max(count, 0)
    if written == bytes.count {
      // What a large payload took is given back.
      bytes.removeAll(keepingCapacity: bytes.count <= Self.keptCapacity)
      written = 0
    }
    return true
  }

  /// Lets the child see the end of its input.
  func close() { target.close() }

  private static let keptCapacity = 256 * 1024
}

/// `write(2)`, which the method of the same name hides.
private func systemWrite(_ descriptor: CInt, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
