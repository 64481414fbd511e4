import Lifeboat

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads a file, or standard input, line by line; a file of any size, in the memory of its longest line.
final class LineReader {
  /// How errors call it.
  let name: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var start = 0
  private var number = 0
  private var isAtEnd = false

  /// - Parameters:
  ///   - path: `-` is standard input.
  ///   - rereads: whether it is to be read more than once; standard input is copied to a file of its own then.
  init(path: String, rereads: Bool = false) throws {
    if path == "-" {
      name = "standard input"
      descriptor = rereads ? try SpoolFile.copy(of: STDIN_FILENO, named: name) : STDIN_FILENO
    } else {
      name = Printable.line(path, limit: 200)
      descriptor = open(path, O_RDONLY | O_CLOEXEC)
    }
    guard descriptor >= 0 else {
      throw CommandFailed(.error, "\(name) cannot be read: \(String(cString: strerror(errno)))")
    }
  }

  deinit {
    if descriptor > STDERR_FILENO { close(descriptor) }
  }

  /// The next line without its line break, and its number from 1; `nil` at the end.
  func next() throws -> (bytes: [UInt8], number: Int)? {
    var searched = start
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = buffer[start..<end]
        start = end + 1
        number += 1
        return (Array(line.last == UInt8(ascii: "\r") ? line.dropLast() : line), number)
      }
      searched = buffer.count
      if isAtEnd {
        guard start < buffer.count else { return nil }
        defer { start = buffer.count }
        number += 1
        return (Array(buffer[start...]), number)
      }
      searched -= start
      try fill()
    }
  }

  /// Goes back to the first line.
  func rewind() throws {
    guard lseek(descriptor, 0, SEEK_SET) == 0 else {
      throw CommandFailed(.error, "\(name) cannot be read twice; give a file, or - for standard input")
    }
    buffer = []
    start = 0
    number = 0
    isAtEnd = false
  }

  /// Reads more, behind what is left of the buffer.
  private func fill() throws {
    buffer.removeSubrange(..<start)
    start = 0
    let size = 1 << 16
    let count = try withUnsafeTemporaryAllocation(byteCount: size, alignment: 1) { space in
      var count: Int
      repeat { count = read(descriptor, space.baseAddress, size) } while count < 0 && errno == EINTR
      guard count >= 0 else {
        throw CommandFailed(.error, "\(name) cannot be read: \(String(cString: strerror(errno)))")
      }
      buffer.append(contentsOf: space.prefix(count))
      return count
    }
    isAtEnd = count == 0
  }
}
