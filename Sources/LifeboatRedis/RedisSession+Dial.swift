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
    guard url.tls == nil else {
      throw .unsupported(server: url.description, message: "TLS (rediss://) is not there yet")
    }
    do throws(RedisContext.Failure) {
      return try RedisContext(to: address, timeout: options.connectTimeout)
    } catch {
      throw .unreachable(server: url.description, reason: error.reason(within: options.connectTimeout))
    }
  }

  /// Where the master is at present.
  private func master(of group: SentinelGroup) throws(RedisError) -> RedisAddress {
    throw .unsupported(server: url.description, message: "Sentinel is not there yet")
  }
}
