#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What tells one process from every other that there ever was, where Linux can say it.
///
/// Process ids are given again, and containers that share a host's name have processes that cannot be seen. So a
/// process is looked up only where it would be found: on the same boot of the same kernel, in the same namespaces of
/// processes and of time.
struct ProcessIdentity: Sendable, Equatable {
  /// The kernel's boot and the two namespaces.
  let machine: String
  /// When the process began, in ticks since the boot.
  let start: String

  /// This process's own; `nil` where the system does not say enough.
  static let own: ProcessIdentity? = {
    guard let boot = LocalProcess.text("/proc/sys/kernel/random/boot_id"), let processes = link("/proc/self/ns/pid"),
      // Where /proc shows other processes than those that we can signal, it proves nothing.
      link("/proc/self") == String(getpid()), let process = LocalProcess(pid: Int(getpid()))
    else { return nil }
    // Older kernels have one time for all.
    let parts = [boot.filter { !$0.isWhitespace }, processes, link("/proc/self/ns/time") ?? "-"]
    return ProcessIdentity(machine: parts.joined(separator: " "), start: process.startTicks)
  }()

  /// Whether a process that had this identity still runs.
  ///
  /// - Returns: `nil` when that cannot be told from here.
  func runs(pid: Int) -> Bool? {
    guard let own = Self.own, own.machine == machine else { return nil }
    guard LocalProcess.exists(pid) else { return false }
    guard let process = LocalProcess(pid: pid) else { return nil }
    guard process.startTicks == start else { return false }
    // The first thread of a process may end before the others.
    return process.isZombie ? nil : true
  }

  private static func link(_ path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 256)
    let count = readlink(path, &buffer, buffer.count)
    return count > 0 ? String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
  }
}
