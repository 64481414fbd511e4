#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Tells the thread that follows a command to stop it: a pipe that becomes readable, so that `poll` wakes up.
final class StopRequest: Sendable {
  private let ends: (read: Descriptor, write: Descriptor)

  init() throws(CommandError) { ends = try Descriptor.pipe() }

  /// The descriptor to poll: readable from the first ``send()`` on.
  var descriptor: CInt { ends.read.rawValue }

  /// Asks for the stop; from any thread, any number of times.
  func send() {
    var byte: UInt8 = 0
    ends.write.setNonblocking()
    // A full pipe is readable already, and the read end lives as long as this object: nothing to handle.
    _ = write(ends.write.rawValue, &byte, 1)
  }
}
