import LifeboatRedis
import LifeboatTestSupport
import Testing

struct SubscriptionTests {
  @Test func `a subscriber reads what is published, and nothing when the time is over`() throws {
    let server = try RedisServer()
    let subscriber = server.session()
    let reply = try subscriber.call(RedisCommand("SUBSCRIBE", "news"))
    #expect(reply.array?.first?.string == "subscribe")
    #expect(try subscriber.nextMessage(within: .milliseconds(1)) == nil)
    let publisher = server.session()
    for text in ["one", "two"] { _ = try publisher.call(RedisCommand("PUBLISH", "news", text)) }
    for text in ["one", "two"] {
      #expect(try subscriber.nextMessage(within: .seconds(10))?.array?.last?.string == text)
    }
    #expect(subscriber.isConnected)
  }

  @Test func `an interrupt ends the next wait once, however often it was given`() throws {
    let server = try RedisServer()
    let subscriber = server.session()
    _ = try subscriber.call(RedisCommand("SUBSCRIBE", "news"))
    for _ in 1...3 {
      subscriber.interrupter.interrupt()
      subscriber.interrupter.interrupt()
      #expect(try subscriber.nextMessage(within: nil) == nil)
    }
    _ = try server.session().call(RedisCommand("PUBLISH", "news", "one"))
    #expect(try subscriber.nextMessage(within: nil)?.array?.last?.string == "one")
  }

  @Test(.timeLimit(.minutes(10))) func `an interrupt from another thread ends a wait without end`() async throws {
    let server = try RedisServer()
    let connection = RedisConnection(url: server.url)
    _ = try await connection.call(RedisCommand("SUBSCRIBE", "news"))
    let interrupter = await connection.perform { $0.interrupter }
    for _ in 1...100 {
      async let message = connection.perform { session throws(RedisError) in try session.nextMessage(within: nil) }
      await Task.yield()
      interrupter.interrupt()
      #expect(try await message == nil)
    }
  }

  @Test(.timeLimit(.minutes(10))) func `a subscriber learns that the server is gone and does not connect by itself`()
    throws
  {
    let server = try RedisServer()
    let subscriber = server.session()
    _ = try subscriber.call(RedisCommand("SUBSCRIBE", "news"))
    server.kill()
    let error = #expect(throws: RedisError.self) { try subscriber.nextMessage(within: nil) }
    #expect(error?.isTransient == true)
    try server.start()
    #expect(throws: RedisError.self) { try subscriber.nextMessage(within: nil) }
  }
}
