import Lifeboat
import LifeboatInspector

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The file into which a removal writes what it takes out of Redis. Nobody else can read it.
///
/// It holds the lines of one operation, in their order, and none twice: what was written before a crash and never left Redis is
/// cut off before the next line is written. Only one program has it at a time: another would cut off what has left Redis since.
actor ArchiveFile: FailureArchive {
  private let operation: String
  private let path: String
  private let descriptor: Int32
  /// How many lines there are; `nil` until somebody has looked.
  private var count: Int?

  private static let block = 1 << 16
  /// How often a lock is tried for, and for how many microseconds in between: a program that was just killed has its own for a
  /// moment.
  private static let lockTries = (most: 20, pause: useconds_t(50_000))

  /// Opens the file of an operation.
  ///
  /// - Parameter isNew: whether there must be none yet; else one whose operation has removed something must be there.
  /// - Throws: ``InspectorError/archive(_:reason:)``.
  init(_ path: String, of record: OperationRecord, isNew: Bool) throws(InspectorError) {
    operation = record.id
    self.path = path
    let making = isNew ? O_CREAT | O_EXCL : record.counts.done == 0 ? O_CREAT : 0
    descriptor = open(path, O_RDWR | O_CLOEXEC | making, 0o600)
    guard descriptor >= 0 else {
      var reason = String(cString: strerror(errno))
      if errno == ENOENT, !isNew {
        reason = "it is not here. Go on where \(Printable.line(record.who, limit: 80)) began, or bring the file here"
      }
      throw .archive(path, reason: reason)
    }
    guard Self.lock(descriptor) else {
      throw .archive(
        path, reason: "another program is at work with it; `lifeboat op pause \(record.id)` ends that, unless it hangs")
    }
    // A file whose name is not on the disk does not survive a crash of the machine.
    guard making == 0 || Self.syncFolder(of: path) else {
      throw .archive(path, reason: "its folder: \(String(cString: strerror(errno)))")
    }
  }

  deinit { close(descriptor) }

  func write(_ lines: [UInt8], count added: Int, after number: Int) throws(InspectorError) {
    if count != number { try cut(after: number) }
    count = nil
    guard lseek(descriptor, 0, SEEK_END) >= 0, FileBytes.write(lines, to: descriptor), fsync(descriptor) == 0 else {
      throw failed()
    }
    count = number + added
  }

  /// Removes what stands behind so many lines.
  private func cut(after number: Int) throws(InspectorError) {
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw failed() }
    var (lines, end, offset) = (0, 0, 0)
    var first: [UInt8]? = []
    var buffer = [UInt8](repeating: 0, count: Self.block)
    while lines < number || first != nil {
      let got = read(descriptor, &buffer, buffer.count)
      guard got >= 0 else { throw failed() }
      guard got > 0 else { break }
      for index in 0..<got where buffer[index] == UInt8(ascii: "\n") {
        if let line = first {
          try check(line + buffer[..<index])
          first = nil
        }
        if lines < number { (lines, end) = (lines + 1, offset + index + 1) }
      }
      if first != nil { first? += buffer[..<got] }
      offset += got
    }
    guard lines == number else {
      throw .archive(
        path, reason: "it has \(lines) of the \(number) failures that were removed; the rest of it is missing")
    }
    guard ftruncate(descriptor, off_t(end)) == 0 else { throw failed() }
  }

  /// Looks whether a line is one of this operation's.
  private func check(_ line: [UInt8]) throws(InspectorError) {
    do {
      let parsed = try FailureLine(parsing: line)
      if parsed.removal?.operation == operation { return }
    } catch {}
    throw .archive(path, reason: "it is another file: it does not begin with a line of operation \(operation)")
  }

  /// Locks a file until it is closed.
  private static func lock(_ descriptor: Int32) -> Bool {
    for _ in 0..<lockTries.most {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
      usleep(lockTries.pause)
    }
    return false
  }

  private static func syncFolder(of path: String) -> Bool {
    let end = path.lastIndex(of: "/") ?? path.startIndex
    let folder = open(end == path.startIndex ? "/" : String(path[..<end]), O_RDONLY | O_CLOEXEC | O_DIRECTORY)
    guard folder >= 0 else { return false }
    defer { close(folder) }
    return fsync(folder) == 0
  }

  private func failed() -> InspectorError { .archive(path, reason: String(cString: strerror(errno))) }
}
