#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A process of this machine, as Linux describes it. Elsewhere nothing is known but whether one exists.
public struct LocalProcess: Sendable, Equatable {
  /// Its command line, the arguments separated by spaces.
  public let commandLine: String
  /// When it began, in seconds since 1970; a second or so off.
  public let startedAt: Int?
  /// When it began, in the kernel's own ticks: exact, and the same whenever it is read.
  let startTicks: String
  /// Whether it has ended, and waits for its parent to take notice.
  let isZombie: Bool

  /// Reads what the system says of a process; `nil` when it says nothing.
  public init?(pid: Int) {
    // The name, in parentheses, may have spaces and parentheses in it; the state follows it.
    guard let stat = Self.text("/proc/\(pid)/stat"), let name = stat.lastIndex(of: ")"),
      let line = Self.text("/proc/\(pid)/cmdline")
    else { return nil }
    let fields = stat[name...].split(separator: " ").dropFirst()
    guard fields.count > 19, let state = fields.first, let ticks = Int(fields[fields.startIndex + 19]) else {
      return nil
    }
    isZombie = state == "Z" || state == "X"
    startTicks = String(ticks)
    startedAt = Self.bootTime.map { $0 + ticks / sysconf(Int32(_SC_CLK_TCK)) }
    commandLine = line.split(separator: "\0").joined(separator: " ")
  }

  /// Whether there is a process of that id. One that belongs to somebody else counts, though nothing else is said of it.
  public static func exists(_ pid: Int) -> Bool {
    guard let pid = pid_t(exactly: pid), pid > 0 else { return false }
    return kill(pid, 0) == 0 || errno != ESRCH
  }

  private static var bootTime: Int? {
    text("/proc/stat")?.split(separator: "\n").first { $0.hasPrefix("btime ") }.flatMap { Int($0.dropFirst(6)) }
  }

  /// The text of one of the system's small files; `nil` when it cannot be read.
  static func text(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    while bytes.count < 1 << 20 {
      let part = [UInt8](unsafeUninitializedCapacity: 4_096) { buffer, count in
        count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
      }
      if part.isEmpty { break }
      bytes += part
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
