import LifeboatRedis

/// Returns when the server has that many clients in a blocking command; the test's time limit ends it otherwise.
func waitForBlocked(_ count: Int, _ session: RedisSession) async throws {
  while true {
    let info = try session.call(RedisCommand("INFO", "clients")).string ?? ""
    if info.contains("blocked_clients:\(count)\r\n") { return }
    await Task.yield()
  }
}
