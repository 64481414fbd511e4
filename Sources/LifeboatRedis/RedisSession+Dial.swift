extension RedisSession {
  /// Opens a connection to whom the URL names; nothing was sent on it yet.
  func dial() throws(RedisError) -> RedisContext {
    switch url.endpoint {
    case .server(let address): try open(address)
    case .sentinels(let group): try open(master(of: group))
    }
  }

  /// Opens a connection to one server, through TLS where the URL asks for it.
  func open(_ address: RedisAddress) throws(RedisError) -> RedisContext {
    do throws(RedisContext.Failure) {
      guard let tls = url.tls else { return try RedisContext(to: address, timeout: options.connectTimeout) }
      return try RedisContext(to: address, through: tls, timeout: options.connectTimeout)
    } catch {
      throw notOpened(error)
    }
  }

  /// Says that there is no connection, for a failure before it was of use.
  func notOpened(_ failure: RedisContext.Failure) -> RedisError {
    if case .insecure(let reason) = failure { return .insecure(server: url.description, reason: reason.description) }
    return .unreachable(server: url.description, reason: failure.reason(within: options.connectTimeout))
  }

  /// Where the master is at present.
  private func master(of group: SentinelGroup) throws(RedisError) -> RedisAddress {
    throw .unsupported(server: url.description, message: "Sentinel is not there yet")
  }
}
