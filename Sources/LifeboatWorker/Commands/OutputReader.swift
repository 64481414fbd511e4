#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads one of a command's two outputs, cuts it into lines and remembers its end.
struct OutputReader {
  private let stream: OutputLine.Stream
  private let emit: @Sendable (OutputLine) -> Void
  private let source: Descriptor
  private var splitter = LineSplitter()
  private var buffer = [UInt8](repeating: 0, count: 64 * 1024)

  /// The end of what came.
  private(set) var tail = OutputTail()

  /// - Parameter emit: gets each line when it is complete.
  init(_ source: Descriptor, stream: OutputLine.Stream, emit: @escaping @Sendable (OutputLine) -> Void) {
    self.stream = stream
    self.emit = emit
    self.source = source
    source.setNonblocking()
  }

  var isOpen: Bool { source.rawValue >= 0 }

  /// What to poll; -1 once the stream has ended.
  var descriptor: CInt { source.rawValue }

  /// Reads once, without waiting; finishes at the end of the stream.
  mutating func read() {
    let count = buffer.withUnsafeMutableBytes { systemRead(source.rawValue, $0.baseAddress, $0.count) }
    guard count > 0 else {
      if count == 0 || (errno != EAGAIN && errno != EINTR) { finish() }
      return
    }
    let (stream, emit) = (stream, emit)
    buffer.withUnsafeBytes { bytes in
      let read = UnsafeRawBufferPointer(rebasing: bytes[..<count])
      tail.append(read)
      splitter.append(read) { emit(OutputLine(stream: stream, text: $0)) }
    }
  }

  /// Closes the stream and emits a last line that has no line feed.
  mutating func finish() {
    let (stream, emit) = (stream, emit)
    source.close()
    splitter.finish { emit(OutputLine(stream: stream, text: $0)) }
  }
}

/// `read(2)`, which the method of the same name hides.
private func systemRead(_ descriptor: CInt, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, bytes, count)
}
