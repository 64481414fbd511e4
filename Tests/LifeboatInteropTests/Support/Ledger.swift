import Foundation

/// Our side of a stage's ledger: a file to which several processes append a line at a time.
final class Ledger: Sendable {
  private let descriptor: CInt

  init(_ path: String) throws {
    descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw POSIXError(POSIXError.Code(rawValue: errno) ?? .EIO) }
  }

  deinit { close(descriptor) }

  /// Appends a line, whole: one call of the system.
  func note(_ line: String) throws {
    let bytes = Array("\(line)\n".utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count else {
      throw POSIXError(POSIXError.Code(rawValue: errno) ?? .EIO)
    }
  }
}
