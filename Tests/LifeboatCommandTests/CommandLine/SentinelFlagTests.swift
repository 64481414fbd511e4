import LifeboatTestSupport
import Testing

/// Which Redis the commands talk to when sentinels say it, and what they wait for.
@Suite(.timeLimit(.minutes(10))) struct SentinelFlagTests {
  private func lifeboat(_ words: String..., environment: [String: String] = [:]) async throws -> Finished {
    try await Finished(try BuiltProgram("lifeboat", words, environment: environment))
  }

  @Test func `sentinels are named by the URL, by flags or by the environment`() async throws {
    let stage = try SentinelStage(replicas: 0, sentinels: 1)
    let place = "127.0.0.1:\(stage.sentinels[0].port)"
    let expected = "no queues yet\n"
    #expect(try await lifeboat("queue", "ls", "--redis", stage.urlText).output == expected)
    let flags = try await lifeboat("queue", "ls", "--redis", "redis://mymaster", "--sentinel", place)
    #expect(flags.output == expected, "\(flags.errors)")
    let variables = ["REDIS_URL": "redis://mymaster/0", "REDIS_SENTINELS": "127.0.0.1:1, \(place)"]
    let told = try await lifeboat("queue", "ls", environment: variables)
    #expect(told.output == expected, "\(told.errors)")
    let mixed = ["REDIS_URL": "redis://mymaster/0", "REDIS_SENTINELS": "127.0.0.1:1"]
    #expect(try await lifeboat("queue", "ls", "--sentinel", place, environment: mixed).output == expected)
    // They belong to the environment's URL, not to the flag's.
    let server = ["REDIS_SENTINELS": "127.0.0.1:1"]
    let plain = try await lifeboat("queue", "ls", "--redis", stage.servers[0].urlText, environment: server)
    #expect(plain.output == expected, "\(plain.errors)")
  }

  @Test func `what is wrong with sentinels is said on one line`() async throws {
    let stage = try SentinelStage(replicas: 0, sentinels: 1)
    let place = "127.0.0.1:\(stage.sentinels[0].port)"
    let wrong = try await lifeboat("queue", "ls", "--redis", "redis://:hunter2@other", "--sentinel", place)
    #expect(wrong.ending == .exited(1))
    #expect(
      wrong.errors
        == "error: The sentinels watch no master called other; they watch mymaster (redis-sentinel://:***@\(place)/other/0)\n"
    )
    let dead = try await lifeboat("queue", "ls", "--redis", "redis-sentinel://127.0.0.1:\(try freePort())/mymaster")
    #expect(dead.ending == .exited(6))
    let nameless = try await lifeboat("queue", "ls", "--sentinel", place)
    #expect(nameless.ending == .exited(2))
    #expect(nameless.errors.contains("--redis redis://mymaster/0"))
    let bad = try await lifeboat("queue", "ls", "--redis", "redis://mymaster", "--sentinel", "s1:x")
    #expect(bad.ending == .exited(2))
  }

  @Test func `an enqueue that too few replicas confirm is exit 4, and is there`() async throws {
    let stage = try Stage()
    let wait = ["--wait-replicas", "1", "--wait-time", "20ms"]
    let one = try await stage.run(["enqueue", "A", "[1]"] + wait)
    #expect(one.ending == .exited(4))
    #expect(one.errors.hasPrefix("error: enqueued 1 job, but 0 of 1 replicas confirmed that in time;"))
    let file = try await stage.run(
      ["enqueue", "--from-file", "-"] + wait, input: "{\"class\":\"A\"}\n{\"class\":\"B\"}\n")
    #expect(file.ending == .exited(4))
    #expect(file.errors.hasPrefix("error: enqueued 2 jobs, but 0 of 1 replicas"), "\(file.errors)")
    #expect(file.errors.hasSuffix("2 jobs of standard input were enqueued\n"), "\(file.errors)")
    #expect(try stage.queue().count == 3)
    for flags in [["--wait-replicas", "0"], ["--wait-replicas", "1", "--wait-time", "1h"], ["--wait-time", "1s"]] {
      #expect(try await stage.run(["enqueue", "A"] + flags).ending == .exited(2))
    }
  }
}
