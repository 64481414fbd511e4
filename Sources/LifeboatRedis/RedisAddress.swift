/// Where one server listens.
public enum RedisAddress: Sendable, Hashable {
  /// A host name or an IP address without brackets, and a port.
  case tcp(host: String, port: Int)
  /// A socket's path.
  case unix(path: String)

  /// Whom a certificate has to name. No certificate is for a path.
  var host: String {
    switch self {
    case .tcp(let host, _): host
    case .unix(let path): path
    }
  }
}

extension RedisAddress: CustomStringConvertible {
  /// `host:port`, `[::1]:port` or the path; not yet made safe to print.
  public var description: String {
    switch self {
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .unix(let path): path
    }
  }
}
