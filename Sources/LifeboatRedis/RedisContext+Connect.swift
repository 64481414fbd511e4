import CHiredis

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension RedisContext {
  /// How long the kernel may hold one write, so that a write that is stuck comes back to its deadline.
  private static let writeSlice = timeval(tv_sec: 0, tv_usec: 250_000)

  /// A hiredis context that is connected to a server, and to be freed by who asked for it.
  static func connect(
    to address: RedisAddress, timeout: Duration
  ) throws(Failure) -> UnsafeMutablePointer<redisContext> {
    let (seconds, attoseconds) = max(timeout, .milliseconds(1)).components
    let limit = timeval(
      tv_sec: .init(clamping: seconds), tv_usec: .init(clamping: attoseconds / 1_000_000_000_000))
    let opened =
      switch address {
      case .tcp(let host, let port): redisConnectWithTimeout(host, CInt(port), limit)
      case .unix(let path): redisConnectUnixWithTimeout(path, limit)
      }
    guard let opened else { throw .broken(reason: "out of memory") }
    // Each of these leaves its error in the context.
    if opened.pointee.err == 0 { redisSetTimeout(opened, writeSlice) }
    if opened.pointee.err == 0, case .tcp = address { redisEnableKeepAlive(opened) }
    try check(opened)
    adjustReader(of: opened)
    // hiredis leaves it open for child processes, which would keep the connection alive after our death.
    _ = fcntl(opened.pointee.fd, F_SETFD, FD_CLOEXEC)
    return opened
  }

  /// The same through TLS: hiredis connects, and then gets the near end of a tunnel through that connection.
  static func connect(
    to address: RedisAddress, through tls: RedisTLS, timeout: Duration
  ) throws(Failure) -> (UnsafeMutablePointer<redisContext>, TLSTunnel) {
    let deadline = Deadline(in: timeout)
    // Before anything else: files that do not do are no fault of the server's.
    let credentials = try secure { () throws(TLSFailure) in try TLSContexts.context(for: tls) }
    let plain = try connect(to: address, timeout: timeout)
    let tunnel = try secure { () throws(TLSFailure) in
      try TLSTunnel(over: redisFreeKeepFd(plain), host: address.host, tls: tls, context: credentials)
    }
    guard let opened = redisConnectFd(tunnel.descriptor) else {
      close(tunnel.descriptor)
      throw .broken(reason: "out of memory")
    }
    if opened.pointee.err == 0 { redisSetTimeout(opened, writeSlice) }
    try check(opened)
    adjustReader(of: opened)
    do throws(Failure) {
      if try secure({ () throws(TLSFailure) in try tunnel.waitUntilSecured(by: deadline) }) { return (opened, tunnel) }
    } catch {
      redisFree(opened)
      throw error
    }
    redisFree(opened)
    // A plain Redis waits in silence for the end of what it takes for a command.
    if answersWithoutTLS(address) { throw .insecure(.withoutTLS) }
    throw .broken(reason: "the server does not shake hands for TLS within \(timeout)")
  }

  /// What hiredis has to say of a context that failed.
  static func reason(_ context: UnsafeMutablePointer<redisContext>) -> String {
    withUnsafeBytes(of: &context.pointee.errstr) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self).printable
    }
  }

  private static func secure<R>(_ body: () throws(TLSFailure) -> R) throws(Failure) -> R {
    do throws(TLSFailure) {
      return try body()
    } catch {
      throw Failure(error)
    }
  }

  private static func adjustReader(of context: UnsafeMutablePointer<redisContext>) {
    guard let reader = context.pointee.reader else { return }
    lifeboat_limit_elements(reader)
    // A buffer of more than 16 kB would be given back after each reply; a lease's is usually a little larger.
    reader.pointee.maxbuf = 128 << 10
  }

  private static func check(_ context: UnsafeMutablePointer<redisContext>) throws(Failure) {
    guard context.pointee.err != 0 else { return }
    let reason = reason(context)
    redisFree(context)
    throw .broken(reason: reason)
  }

  private static func answersWithoutTLS(_ address: RedisAddress) -> Bool {
    let patience = Duration.seconds(1)
    do throws(Failure) {
      let context = try RedisContext(to: address, timeout: patience)
      try context.append(RedisCommand("PING"))
      try context.flush(by: Deadline(in: patience))
      _ = try context.nextReply(by: Deadline(in: patience))
      return true
    } catch {
      // Whatever it is that listens there, it is no Redis without TLS.
      return false
    }
  }
}
