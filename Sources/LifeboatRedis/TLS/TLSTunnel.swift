import CHiredis
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Carries one connection through TLS.
///
/// hiredis 0.14 knows no TLS, and newer ones do not check host names. So it gets one end of a socket pair and reads and
/// writes it as any socket; a thread passes the bytes on, through TLS, to the server's socket and back. Neither side
/// is read faster than the other takes it, and the end of one is the end of the other.
///
/// ```
/// hiredis ── descriptor ║ pair ║ TunnelEnd ── TunnelEnd ── TLSWatch ── NIOSSLClientHandler ── server
/// ```
final class TLSTunnel: Sendable {
  private enum Progress {
    case shakingHands
    case secured
    case failed(TLSFailure)
  }

  /// One thread for all tunnels of the process, started with the first of them and never ended.
  private static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

  /// The end that hiredis gets, and closes.
  let descriptor: CInt
  private let progress = Mutex(Progress.shakingHands)
  private let progressed = Wakeup()

  /// Begins to shake hands.
  ///
  /// - Parameters:
  ///   - socket: connected to the server; the tunnel closes it, whatever happens.
  ///   - host: whom the certificate has to name: a host name or an IP address.
  init(over socket: CInt, host: String, tls: RedisTLS, context: NIOSSLContext) throws(TLSFailure) {
    guard let (near, far) = Self.socketPair() else {
      close(socket)
      throw TLSFailure("no file descriptor is left; raise ulimit -n", needsMending: false)
    }
    descriptor = near
    let loop = Self.group.next()
    loop.execute { self.connect(far, to: socket, host: host, tls: tls, context: context, on: loop) }
  }

  /// Why the tunnel has ended; nil while it stands.
  var failure: TLSFailure? {
    progress.withLock { progress in
      guard case .failed(let failure) = progress else { return nil }
      return failure
    }
  }

  /// Blocks until both sides are sure of each other.
  ///
  /// - Returns: false when the deadline has passed.
  func waitUntilSecured(by deadline: Deadline) throws(TLSFailure) -> Bool {
    while true {
      switch progress.withLock({ $0 }) {
      case .secured: return true
      case .failed(let failure): throw failure
      case .shakingHands: guard progressed.wait(for: deadline.remaining) else { return false }
      }
    }
  }

  /// Notes that both sides are sure of each other.
  func succeed() {
    progress.withLock { progress in
      if case .shakingHands = progress { progress = .secured }
    }
    progressed.signal()
  }

  /// Notes why the tunnel ends; the first reason counts, as what follows only follows from it.
  func fail(_ failure: TLSFailure) {
    progress.withLock { progress in
      if case .failed = progress { return }
      progress = .failed(failure)
    }
    progressed.signal()
  }

  /// On the loop's thread.
  private func connect(
    _ far: CInt, to socket: CInt, host: String, tls: RedisTLS, context: NIOSSLContext, on loop: any EventLoop
  ) {
    let inner = NIOLoopBound(TunnelEnd(deliversAll: true), eventLoop: loop)
    let outer = NIOLoopBound(TunnelEnd(deliversAll: false), eventLoop: loop)
    TunnelEnd.join(inner.value, outer.value)
    ClientBootstrap(group: loop)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(inner.value) }
      }
      .withConnectedSocket(far)
      .whenComplete { result in
        switch result {
        case .success: self.secure(socket, host: host, tls: tls, context: context, between: inner, and: outer)
        case .failure(let error):
          close(socket)
          self.fail(TLSFailure("\(error)", needsMending: false))
        }
      }
  }

  private func secure(
    _ socket: CInt, host: String, tls: RedisTLS, context: NIOSSLContext,
    between inner: NIOLoopBound<TunnelEnd>, and outer: NIOLoopBound<TunnelEnd>
  ) {
    ClientBootstrap(group: inner.eventLoop)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let handler = try NIOSSLClientHandler(context: context, serverHostname: Self.isAddress(host) ? nil : host)
          let watch = TLSWatch(handler, tunnel: self, host: host, tls: tls)
          try channel.pipeline.syncOperations.addHandlers(handler, watch, outer.value)
        }
      }
      .withConnectedSocket(socket)
      .whenFailure { error in
        self.fail(TLSFailure(error, host: host, tls: tls, certificate: nil))
        inner.value.finish()
      }
  }

  /// The name of a host is sent to the server, an address must not be.
  private static func isAddress(_ host: String) -> Bool {
    var v4 = in_addr()
    var v6 = in6_addr()
    return inet_pton(AF_INET, host, &v4) == 1 || inet_pton(AF_INET6, host, &v6) == 1
  }

  private static func socketPair() -> (CInt, CInt)? {
    var ends: [CInt] = [0, 0]
    #if canImport(Glibc)
      let kind = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
    #else
      let kind = SOCK_STREAM
    #endif
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return nil }
    #if canImport(Darwin)
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    #endif
    return (ends[0], ends[1])
  }
}
