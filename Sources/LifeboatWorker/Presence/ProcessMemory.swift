#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How much memory a process has, as Linux says it.
enum ProcessMemory {
  /// What is resident of this process, in kilobytes of 1,024 bytes; 0 where the system does not say.
  static var kilobytes: Int { bytes / 1_024 }

  /// The same in bytes.
  static var bytes: Int { bytes(in: "self") }

  /// What is resident of another process, in kilobytes; 0 where the system does not say.
  static func kilobytes(of pid: pid_t) -> Int { bytes(in: String(pid)) / 1_024 }

  private static func bytes(in folder: String) -> Int {
    let fields = LocalProcess.text("/proc/\(folder)/statm")?.split(separator: " ") ?? []
    guard fields.count > 1, let pages = Int(fields[1]) else { return 0 }
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }
}
