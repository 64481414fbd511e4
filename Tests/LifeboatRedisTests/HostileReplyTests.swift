import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// A peer whose replies are none, or claim to be larger than anything.
@Suite(.timeLimit(.minutes(10)))
struct HostileReplyTests {
  @Test(arguments: [
    "$2147483647\r\n", "*1000000000\r\n", "*-7\r\n", "$-7\r\n", "$99999999999999999999\r\nx", "~1\r\n:1\r\n",
    "HTTP/1.1 400\r\n\r\n",
    "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n",
  ]) func `a reply that is none ends the connection in time, with an error`(reply: String) throws {
    let (listener, port) = try listenOnFreePort()
    defer { close(listener) }
    Thread.detachNewThread {
      let caller = accept(listener, nil, nil)
      guard caller >= 0 else { return }
      var bytes = [UInt8](repeating: 0, count: 4_096)
      _ = read(caller, &bytes, bytes.count)
      _ = reply.withCString { write(caller, $0, strlen($0)) }
      // Until the session goes.
      while read(caller, &bytes, bytes.count) > 0 {}
      close(caller)
    }
    var options = RedisOptions()
    options.connectTimeout = .milliseconds(300)
    let session = RedisSession(url: try RedisURL("127.0.0.1:\(port)"), options: options)
    let start = ContinuousClock.now
    #expect(throws: RedisError.self) { try session.connect() }
    #expect(!session.isConnected)
    #expect(start.duration(to: .now) < .seconds(120))
  }
}
