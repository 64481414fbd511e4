import Foundation
import LifeboatTestSupport
import Synchronization

/// Accepts one connection and answers it with one digit every few milliseconds, never with a whole reply.
final class TricklingPeer: Sendable {
  let port: Int
  private let listener: CInt
  private let isStopped = Mutex(false)

  init() throws {
    (listener, port) = try listenOnFreePort()
    Thread.detachNewThread { [listener, self] in
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { return }
      defer { close(connection) }
      var digit = UInt8(ascii: "$")
      while !isStopped.withLock(\.self), write(connection, &digit, 1) == 1 {
        digit = UInt8(ascii: "1")
        usleep(10_000)
      }
    }
  }

  func stop() {
    isStopped.withLock { $0 = true }
    shutdown(listener, CInt(SHUT_RDWR))
  }
}
