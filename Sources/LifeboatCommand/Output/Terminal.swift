#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The people's end of the standard streams.
enum Terminal {
  /// Whether standard output is a terminal that takes colours.
  static var takesColour: Bool {
    isTerminal && getenv("NO_COLOR") == nil
      && getenv("TERM").map { String(cString: $0) } != "dumb"
  }

  /// Whether standard output is a terminal.
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Whether there is somebody to ask: a question goes to standard error, its answer comes from standard input.
  static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && showsNotes }

  /// Whether standard error is a terminal.
  static var showsNotes: Bool { isatty(STDERR_FILENO) == 1 }

  /// Its width in columns; 100 when it is no terminal.
  static var width: Int { width(of: STDOUT_FILENO) }

  /// Its height in lines; 24 when it is no terminal.
  static var height: Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 2 else { return 24 }
    return Int(size.ws_row)
  }

  /// The same width of the terminal that notes go to.
  static var noteWidth: Int { width(of: STDERR_FILENO) }

  /// Writes all of it to standard output. A reader that has gone ends the program, quietly: it has read enough.
  static func write(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { systemWrite(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if written < 0 {
        if errno == EINTR { continue }
        _exit(errno == EPIPE ? 141 : 1)
      }
      rest = rest.dropFirst(written)
    }
  }

  /// Writes to standard error, as it is: what is no result, such as a question. Where it is closed nobody is told.
  static func note(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { systemWrite(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  private static func width(of descriptor: Int32) -> Int {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 100 }
    return Int(size.ws_col)
  }

  private static func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, bytes, count)
    #else
      Darwin.write(descriptor, bytes, count)
    #endif
  }
}
