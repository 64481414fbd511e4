import Foundation
import Synchronization

/// Listens on 127.0.0.1 and never says a word; or does not even accept, its queue of callers being full.
public final class SilentPeer: Sendable {
  private let port: Int
  private let listener: CInt
  private let callers = Mutex<[CInt]>([])

  /// Begins to listen.
  public init(accepts: Bool) throws {
    (listener, port) = try listenOnFreePort()
    if accepts {
      Thread.detachNewThread { [listener, weak self] in
        while true {
          let caller = accept(listener, nil, nil)
          guard caller >= 0 else { break }
          self?.callers.withLock { $0.append(caller) }
        }
      }
    } else {
      try fillBacklog()
    }
  }

  /// Where programs find it.
  public var urlText: String { "redis://127.0.0.1:\(port)" }

  /// Whether anybody is connected.
  public var hasCaller: Bool { callers.withLock { !$0.isEmpty } }

  /// Closes everything.
  public func stop() {
    shutdown(listener, CInt(SHUT_RDWR))
    close(listener)
    callers.withLock { callers in
      for caller in callers { close(caller) }
      callers = []
    }
  }

  /// Calls itself until nobody is let in any more.
  private func fillBacklog() throws {
    for _ in 0..<8 {
      #if canImport(Darwin)
        let caller = socket(AF_INET, SOCK_STREAM, 0)
      #else
        let caller = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
      #endif
      _ = fcntl(caller, F_SETFL, O_NONBLOCK)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = UInt16(port).bigEndian
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      _ = withUnsafeMutableBytes(of: &address) { bytes in
        connect(caller, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t(bytes.count))
      }
      callers.withLock { $0.append(caller) }
    }
  }
}
