#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads a child's standard error: line by line for the log, and its end for the message of a failure.
struct StreamWords {
  private let source: Descriptor
  private var splitter = LineSplitter()
  private var buffer = [UInt8](repeating: 0, count: 16 * 1024)

  /// What it said last, since ``forget()``.
  private(set) var tail = OutputTail()

  init(_ source: Descriptor) {
    self.source = source
    source.setNonblocking()
  }

  var isOpen: Bool { source.rawValue >= 0 }

  /// What to poll; -1 once the stream has ended.
  var descriptor: CInt { source.rawValue }

  /// Reads once, without waiting, and hands out each line that is complete.
  mutating func read(_ each: (String) -> Void) {
    let count = buffer.withUnsafeMutableBytes { systemRead(source.rawValue, $0.baseAddress, $0.count) }
    guard count > 0 else {
      if count == 0 || (errno != EAGAIN && errno != EINTR) { finish(each) }
      return
    }
    buffer.withUnsafeBytes { bytes in
      let read = UnsafeRawBufferPointer(rebasing: bytes[..<count])
      tail.append(read)
      splitter.append(read, emit: each)
    }
  }

  /// Closes the stream and hands out a last line that has no line feed.
  mutating func finish(_ each: (String) -> Void) {
    source.close()
    splitter.finish(emit: each)
  }

  /// Begins a new tail: what was said until now was said of another job.
  mutating func forget() {
    if !tail.isEmpty { tail = OutputTail() }
  }
}

/// `read(2)`, which the method of the same name hides.
private func systemRead(_ descriptor: CInt, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, bytes, count)
}
