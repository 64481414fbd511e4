import LifeboatFormat

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The file that tells a supervisor which process to signal.
enum PIDFile {
  /// Writes this process's id, as Resque does: the number alone. It stays behind, as Resque's does.
  static func write(_ path: String) throws(CannotWrite) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw CannotWrite(path: path, reason: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    let bytes = Array(String(getpid()).utf8)
    let written = bytes.withUnsafeBytes { Self.write(descriptor, $0.baseAddress, $0.count) }
    guard written == bytes.count else { throw CannotWrite(path: path, reason: String(cString: strerror(errno))) }
  }

  /// Why there is no such file.
  struct CannotWrite: Error, CustomStringConvertible {
    let path: String
    let reason: String

    var description: String { "PIDFILE: \(Printable.line(path, limit: 200)) cannot be written: \(reason)" }
  }

  private static func write(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, bytes, count)
    #else
      Darwin.write(descriptor, bytes, count)
    #endif
  }
}
