extension RedisSession {
  /// Opens a connection to whom the URL names; nothing was sent on it yet.
  func dial() throws(RedisError) -> RedisContext {
    switch url.endpoint {
    case .server(let address): try open(address)
    case .sentinels(let group): try openMaster(of: group)
    }
  }

  /// Opens a connection to one server, through TLS where the URL asks for it.
  ///
  /// - Parameter limit: the options' time to connect unless given.
  func open(_ address: RedisAddress, within limit: Duration? = nil) throws(RedisError) -> RedisContext {
    let limit = limit ?? options.connectTimeout
    do throws(RedisContext.Failure) {
      guard let tls = url.tls else { return try RedisContext(to: address, timeout: limit) }
      return try RedisContext(to: address, through: tls, timeout: limit)
    } catch {
      throw notOpened(error, within: limit)
    }
  }

  /// Says that there is no connection, for a failure before it was of use.
  func notOpened(_ failure: RedisContext.Failure, within limit: Duration) -> RedisError {
    if case .insecure(let reason) = failure { return .insecure(server: url.description, reason: reason.description) }
    return .unreachable(server: url.description, reason: failure.reason(within: limit))
  }
}
