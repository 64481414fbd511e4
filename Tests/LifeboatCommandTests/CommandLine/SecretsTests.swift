import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// A password that must not be seen: neither in what the programs write, whatever goes wrong, nor in Redis.
@Suite struct SecretsTests {
  private static let mark = "hush5ecret"

  private func run(_ words: String, _ environment: [String: String]) async throws -> Finished {
    try await Finished(
      try BuiltProgram("lifeboat", words.split(separator: " ").map(String.init), environment: environment))
  }

  /// Ways in which a URL with a password leads nowhere; `%P` is the port of a server with another password.
  private static let wrongURLs = [
    "redis://:\(mark)@127.0.0.1:%P/0", "redis://app:\(mark)@127.0.0.1:%P", "redis://\(mark)@127.0.0.1:%P",
    "redis://:\(mark)@127.0.0.1:1", "redis://:\(mark)@no-such-host.invalid:6379", "redis://:\(mark)@127.0.0.1:port",
    "redis://:\(mark)@127.0.0.1:%P/x", "redis://:\(mark)/y@127.0.0.1:%P", "redis://:\(mark)#@127.0.0.1:%P",
    "http://:\(mark)@127.0.0.1:%P", "redis//:\(mark)@127.0.0.1:%P", "redis://:\(mark)%ZZ@127.0.0.1:%P",
    "unix://:\(mark)@/no/such.sock", "unix://:\(mark)@", "redis://127.0.0.1:\(mark)",
  ]

  @Test(arguments: wrongURLs)
  func `whatever is wrong with a URL, no program shows its password`(url: String) async throws {
    let redis = try RedisServer(RedisServer.Options(password: "another"))
    let handlers = redis.folder.appending(path: "handlers.yml")
    try Data("handlers: { A: { builtin: discard } }".utf8).write(to: handlers)
    let url = url.replacing("%P", with: "\(redis.port)")
    for environment in [["REDIS_URL": url], ["REDIS_PROVIDER": "MINE", "MINE": url], ["REDIS_PROVIDER": url]] {
      for words in [
        "status", "failed ls -o json", "enqueue A []", "failed requeue --all --yes", "worker prune --yes",
        "work -v --drain --queue q --handlers \(handlers.path)",
      ] where environment["REDIS_URL"] != nil || words == "status" {
        let result = try await run(words, environment)
        #expect(result.ending != .exited(0))
        #expect(!(result.output + result.errors).contains(Self.mark), "\(words): \(result.errors)")
      }
    }
  }

  @Test func `neither a worker's log nor anything in Redis holds the password`() async throws {
    let stage = try Stage(RedisServer.Options(password: Self.mark))
    try stage.push(["Ok", "Bad"].map { #"{"class":"\#($0)","args":[]}"# })
    let worker = try stage.worker(
      "--queue", "default", "-v",
      handlers:
        #"handlers: { Ok: { command: ["true"] }, Bad: { command: [sh, -c, "env >&2; cat /proc/$PPID/environ >&2; exit 1"] } }"#
    )
    try await eventually("both ran") { try stage.stat("processed") == 2 }
    try stage.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
    try stage.push([#"{"class":"Ok","args":[]}"#])
    try await eventually("it is back") { try stage.stat("processed") == 3 }
    let environment = ["REDIS_URL": stage.redis.urlText]
    for words in ["failed requeue --all --yes", "op ls -o json", "worker ls -o json", "status"] {
      let result = try await run(words, environment)
      #expect(result.ending == .exited(0), "\(result.errors)")
      #expect(!(result.output + result.errors).contains(Self.mark))
    }
    #expect(!(try stage.call("CLIENT", "LIST").string ?? Self.mark).contains(Self.mark))
    for key in try stage.call("KEYS", "*").array?.compactMap(\.string) ?? [] {
      // A dump may be compressed, and a value is not.
      let kind = try stage.call("TYPE", key).string ?? ""
      let read = [
        "string": ["GET", key], "list": ["LRANGE", key, "0", "-1"], "hash": ["HGETALL", key], "set": ["SMEMBERS", key],
        "zset": ["ZRANGE", key, "0", "-1"], "stream": ["XRANGE", key, "-", "+"],
      ]
      let value = try stage.session.call(RedisCommand(try #require(read[kind], "\(kind)")))
      #expect(!Self.texts(of: value).contains { $0.contains(Self.mark) }, "\(key)")
    }
    worker.send(SIGTERM)
    #expect(try await worker.ending() == .exited(0))
    #expect(!(worker.outputText + worker.errorText).contains(Self.mark))
  }

  /// What a failed command wrote is recorded; so what the worker passes on to it counts.
  private static func texts(of value: RedisValue) -> [String] {
    if let elements = value.array { return elements.flatMap(texts) }
    return [value.string ?? ""]
  }
}
