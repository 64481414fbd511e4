#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Asks whatever listens on a port of this machine whether it is a Redis, and which.
///
/// Plain `send` and `recv`: the answer is needed before there is a server that a client could rely on.
struct RedisProbe {
  enum Answer: Equatable {
    /// Nothing listens.
    case refused
    /// Something listens, but says nothing that Redis would say within a second.
    case silent
    /// A Redis. `isReady` is false while it reads its data; the rest is nil when it does not tell.
    case redis(isReady: Bool, pid: Int?, configFile: String?)
  }

  static func ask(port: Int) -> Answer {
    guard let socket = LoopbackSocket() else { return .silent }
    defer { socket.close() }
    guard socket.connect(port: port) else { return .refused }
    guard socket.send("PING\r\nINFO server\r\n") else { return .silent }
    var bytes: [UInt8] = []
    while !isComplete(bytes), let more = socket.receive() { bytes += more }
    return parse(String(decoding: bytes, as: UTF8.self))
  }

  /// Two replies: a status or error line, then an error line or `$LENGTH`, a line break, so many bytes, a line break.
  private static func isComplete(_ bytes: [UInt8]) -> Bool {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 2, omittingEmptySubsequences: false)
    guard lines.count == 3 else { return false }
    guard lines[1].first == UInt8(ascii: "$") else { return true }
    let length = Int(String(decoding: lines[1].dropFirst().dropLast(), as: UTF8.self)) ?? 0
    return lines[2].count >= length + 2
  }

  private static func parse(_ text: String) -> Answer {
    let lines = text.split(whereSeparator: \.isNewline)
    guard let first = lines.first, first.hasPrefix("+") || first.hasPrefix("-") else { return .silent }
    func value(_ name: String) -> String? {
      lines.first { $0.hasPrefix("\(name):") }.map { String($0.dropFirst(name.count + 1)) }
    }
    return .redis(
      isReady: first == "+PONG", pid: value("process_id").flatMap { Int($0) }, configFile: value("config_file"))
  }
}
