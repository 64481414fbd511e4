import Foundation
import LifeboatTestSupport
import Synchronization

/// The built `lifeboat` on a terminal of its own: a pseudo-terminal is its standard input and standard error.
final class TerminalProgram: Sendable {
  let program: BuiltProgram
  private let person: CInt
  private let shown = Mutex<[UInt8]>([])

  init(_ arguments: [String], environment: [String: String] = [:]) throws {
    let terminal: String
    (person, terminal) = try Self.open()
    _ = fcntl(person, F_SETFL, O_NONBLOCK)
    program = try BuiltProgram(
      "/bin/sh",
      ["-c", #"exec "$@" <"$0" 2>"$0""#, terminal, try BuiltProgram.path(of: "lifeboat")] + arguments,
      environment: environment)
  }

  deinit { close(person) }

  /// The person's end of a new terminal, and the name of the program's.
  private static func open() throws -> (person: CInt, terminal: String) {
    let person = Foundation.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard person >= 0 else { throw NoTerminal(description: "no pseudo-terminal is left (errno \(errno))") }
    #if os(Linux)
      // The C library's own functions for this are hidden from Swift there: TIOCSPTLCK and TIOCGPTN.
      var isLocked: CInt = 0
      var number: CUnsignedInt = 0
      guard ioctl(person, 0x4004_5431, &isLocked) == 0, ioctl(person, 0x8004_5430, &number) == 0 else {
        throw NoTerminal(description: "the pseudo-terminal cannot be used (errno \(errno))")
      }
      return (person, "/dev/pts/\(number)")
    #else
      guard grantpt(person) == 0, unlockpt(person) == 0, let name = ptsname(person) else {
        throw NoTerminal(description: "the pseudo-terminal cannot be used (errno \(errno))")
      }
      return (person, String(cString: name))
    #endif
  }

  /// What the terminal shows so far, standard output left out.
  var screen: String {
    shown.withLock { shown in
      var bytes = [UInt8](repeating: 0, count: 4_096)
      while true {
        let count = read(person, &bytes, bytes.count)
        guard count > 0 else { break }
        shown += bytes.prefix(count)
      }
      return String(decoding: shown, as: UTF8.self)
    }
  }

  /// Types, once the screen shows a text.
  func type(_ text: String, after shown: String) async throws {
    try await eventually("the terminal shows \(shown)") { screen.contains(shown) }
    let bytes = Array(text.utf8)
    _ = write(person, bytes, bytes.count)
  }
}

/// Why there is no terminal.
struct NoTerminal: Error, CustomStringConvertible {
  let description: String
}
