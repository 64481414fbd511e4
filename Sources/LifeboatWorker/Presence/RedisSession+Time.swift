import LifeboatRedis

extension RedisSession {
  /// Seconds since 1970 by Redis's clock, which heartbeats are written and judged by.
  func redisTime() throws(RedisError) -> Int {
    let reply = try call(RedisCommand("TIME"))
    guard let seconds = reply.array?.first?.string.flatMap({ Int($0) }) else {
      throw .unexpected(server: "\(url)", command: "TIME", expected: "two numbers", got: "\(reply)")
    }
    return seconds
  }
}
