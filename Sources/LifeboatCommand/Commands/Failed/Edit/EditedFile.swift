import Lifeboat

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that only its owner may read, in which a person edits: jobs are private.
struct EditedFile {
  /// Where it is.
  let path: String

  /// Makes the file, in the folder for temporary ones.
  ///
  /// - Parameter name: a part of its name.
  init(_ text: [UInt8], name: String) throws {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(folder)/lifeboat-\(name)-XXXXXX.json".utf8CString)
    let descriptor = mkstemps(&template, 5)
    guard descriptor >= 0 else { throw Self.failure("cannot be made in \(Printable.line(folder))") }
    defer { close(descriptor) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    var rest = text[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let failure = Self.failure("cannot be written")
        remove()
        throw failure
      }
      rest = rest.dropFirst(count)
    }
  }

  /// What is in it now; editors may have put another file in its place.
  func read() throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure("cannot be read again") }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 * 1_024)
    while true {
      let count = buffer.withUnsafeMutableBytes { systemRead(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Self.failure("cannot be read again") }
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
    }
  }

  /// Takes it away.
  func remove() { unlink(path) }

  /// An error that says that the edited text is not lost.
  func kept(_ exit: AppExit, _ reason: String) -> CommandFailed {
    let reason = reason.hasSuffix(".") ? String(reason.dropLast()) : reason
    return CommandFailed(exit, "\(reason); the edited text is in \(Printable.line(path))")
  }

  private static func failure(_ what: String) -> CommandFailed {
    CommandFailed(.error, "the file to edit \(what): \(String(cString: strerror(errno)))")
  }
}

/// `read(2)`, which the method of the same name hides.
private func systemRead(_ descriptor: CInt, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, bytes, count)
}
