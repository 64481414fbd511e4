import CHiredis

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Owns one hiredis context; the compiler frees it, once.
///
/// "A `redisContext` is not thread-safe" and cannot be used again after any error (hiredis, README): whoever catches
/// a ``Failure`` drops the whole context, so a late reply can never answer another command.
///
/// Reading and writing wait in `poll` of our own, because hiredis's time-outs start anew with every byte.
struct RedisContext: ~Copyable {
  enum Failure: Error {
    case timedOut
    case interrupted
    case notConnected
    case broken(reason: String)
    /// TLS cannot be, until somebody changes something.
    case insecure(TLSFailure)
    /// A reply of a type that this protocol version does not have.
    case malformed(type: Int)

    init(_ failure: TLSFailure) {
      self = failure.needsMending ? .insecure(failure) : .broken(reason: failure.description)
    }

    func reason(within duration: Duration) -> String {
      switch self {
      case .timedOut, .interrupted: "no answer within \(duration)"
      case .notConnected: "there is no connection"
      case .broken(let reason): reason
      case .insecure(let failure): failure.description
      case .malformed(let type): "its reply is of type \(type), which protocol version 2 does not have"
      }
    }
  }

  private let pointer: UnsafeMutablePointer<redisContext>
  /// What carries the connection, where the server is spoken to through TLS; it ends when the context is freed.
  private let tunnel: TLSTunnel?

  /// Connects; hiredis sets `TCP_NODELAY`, we ask for keep-alive.
  init(to address: RedisAddress, timeout: Duration) throws(Failure) {
    ignoreBrokenPipes()
    pointer = try Self.connect(to: address, timeout: timeout)
    tunnel = nil
  }

  /// The same through TLS.
  ///
  /// - Parameter timeout: for connecting and shaking hands together.
  init(to address: RedisAddress, through tls: RedisTLS, timeout: Duration) throws(Failure) {
    ignoreBrokenPipes()
    (pointer, tunnel) = try Self.connect(to: address, through: tls, timeout: timeout)
  }

  deinit { redisFree(pointer) }

  /// Whether the server has closed the connection while nobody looked.
  var peerHasClosed: Bool {
    var byte: UInt8 = 0
    let count = recv(pointer.pointee.fd, &byte, 1, CInt(MSG_PEEK) | CInt(MSG_DONTWAIT))
    return count == 0 || (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
  }

  /// Adds a command to what the next ``flush(by:)`` sends.
  func append(_ command: RedisCommand) throws(Failure) {
    precondition(command.count > 0 && !command.bytes.isEmpty, "a command needs a name")
    let context = pointer
    let result = command.bytes.withUnsafeBytes { bytes in
      withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: command.count) { starts in
        withUnsafeTemporaryAllocation(of: Int.self, capacity: command.count) { lengths in
          var start = 0
          for (index, end) in command.ends.enumerated() {
            starts.initializeElement(
              at: index, to: bytes.baseAddress?.advanced(by: start).assumingMemoryBound(to: CChar.self))
            lengths.initializeElement(at: index, to: end - start)
            start = end
          }
          return redisAppendCommandArgv(context, CInt(command.count), starts.baseAddress, lengths.baseAddress)
        }
      }
    }
    guard result == REDIS_OK else { throw broken }
  }

  /// Sends all that was appended.
  func flush(by deadline: Deadline) throws(Failure) {
    var done: CInt = 0
    while done == 0 {
      var waiting = [pollfd(fd: pointer.pointee.fd, events: Int16(POLLOUT), revents: 0)]
      guard deadline.poll(&waiting) else { throw .timedOut }
      guard redisBufferWrite(pointer, &done) == REDIS_OK else { throw broken }
    }
  }

  /// The next reply, read from the socket if need be.
  ///
  /// - Parameter interrupt: a descriptor that ends the wait when it becomes readable.
  func nextReply(by deadline: Deadline, interrupt: CInt? = nil) throws(Failure) -> RedisValue {
    var waiting = [pollfd(fd: pointer.pointee.fd, events: Int16(POLLIN), revents: 0)]
    if let interrupt { waiting.append(pollfd(fd: interrupt, events: Int16(POLLIN), revents: 0)) }
    while true {
      if let value = try bufferedReply() { return value }
      guard deadline.poll(&waiting) else { throw .timedOut }
      if waiting[0].revents == 0, waiting.count > 1, waiting[1].revents != 0 { throw .interrupted }
      guard redisBufferRead(pointer) == REDIS_OK else { throw broken }
    }
  }

  private func bufferedReply() throws(Failure) -> RedisValue? {
    var raw: UnsafeMutableRawPointer?
    guard redisGetReplyFromReader(pointer, &raw) == REDIS_OK else {
      throw broken
    }
    guard let raw else { return nil }
    defer { freeReplyObject(raw) }
    let reply = raw.assumingMemoryBound(to: redisReply.self).pointee
    guard let value = RedisValue(reply) else { throw .malformed(type: Int(reply.type)) }
    return value
  }

  /// What ended the connection: the tunnel knows it better than hiredis, which sees no more than an end.
  private var broken: Failure {
    guard let failure = tunnel?.failure else { return .broken(reason: Self.reason(pointer)) }
    return Failure(failure)
  }
}

/// hiredis 0.14 writes with `write(2)`, so a server that has gone away would kill the process with SIGPIPE before
/// anybody could see the error. Done once, and only where the app has no handler of its own.
private func ignoreBrokenPipes() { _ = brokenPipesAreIgnored }

private let brokenPipesAreIgnored: Bool = {
  var current = sigaction()
  guard sigaction(SIGPIPE, nil, &current) == 0 else { return false }
  #if canImport(Glibc)
    let handler = current.__sigaction_handler.sa_handler
  #else
    let handler = current.__sigaction_u.__sa_handler
  #endif
  // SIG_DFL is the null handler.
  if handler == nil { signal(SIGPIPE, SIG_IGN) }
  return true
}()
