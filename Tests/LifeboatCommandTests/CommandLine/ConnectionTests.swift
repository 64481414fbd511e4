import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// Which Redis the commands talk to, and what they say when they cannot.
@Suite struct ConnectionTests {
  private static let commands = [
    "enqueue Greet [1]", "status", "queue ls", "queue show default", "worker ls", "failed ls", "failed show 3f9a2c",
    "failed requeue 3f9a2c", "status -o json",
  ]

  private func lifeboat(_ words: String, _ rest: [String], _ environment: [String: String] = [:]) async throws
    -> Finished
  {
    try await Finished(
      try BuiltProgram("lifeboat", words.split(separator: " ").map(String.init) + rest, environment: environment))
  }

  @Test(arguments: commands)
  func `no Redis is exit 6, one line, and no password`(command: String) async throws {
    let port = try freePort()
    let result = try await lifeboat(command, ["--redis", "redis://app:hunter2@127.0.0.1:\(port)/0"])
    #expect(result.ending == .exited(6))
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("error: "))
    #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    #expect(result.errors.contains("127.0.0.1:\(port)"))
    #expect(!result.errors.contains("hunter2"))
  }

  @Test(arguments: ["http://localhost", "redis://localhost:99999", "redis://localhost/x", "not a url"])
  func `a URL that is none is a usage error`(url: String) async throws {
    for command in ["status", "enqueue Greet", "queue ls"] {
      let result = try await lifeboat(command, ["--redis", url])
      #expect(result.ending == .exited(2), "\(result.errors)")
      #expect(result.errors.hasPrefix("error: "))
      #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    }
  }

  @Test func `a URL with a password that cannot be read does not show it`() async throws {
    let result = try await lifeboat("status", ["--redis", "redis://app:hunter2@localhost:port/0"])
    #expect(result.ending == .exited(2))
    #expect(!result.errors.contains("hunter2"))
  }

  @Test(arguments: [
    ("redis://:hunter2@localhost", ["--tls-ca", "/ca.pem"], "--tls-ca means something for rediss:// only"),
    ("redis://:hunter2@localhost", ["--tls-insecure"], "--tls-insecure means something for rediss:// only"),
    ("rediss://:hunter2@localhost", ["--tls-cert", "/c.pem"], "--tls-cert and --tls-key come as a pair"),
    ("rediss://:hunter2@localhost", ["--tls-ca", "/nowhere.pem"], "the authorities' file /nowhere.pem cannot be read"),
    ("rediss://:hunter2@localhost?tls_verify=no", [], "tls_verify is neither full nor none"),
  ])
  func `what cannot be of TLS is a usage error`(url: String, flags: [String], sentence: String) async throws {
    let result = try await lifeboat("status", ["--redis", url] + flags)
    #expect(result.ending == .exited(2))
    #expect(result.errors.contains(sentence), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1)
    #expect(!result.errors.contains("hunter2"))
  }

  @Test func `a URL for TLS beside a server without it says so`() async throws {
    let redis = try RedisServer()
    let result = try await lifeboat("status", ["--redis", "rediss://127.0.0.1:\(redis.port)"])
    #expect(result.ending == .exited(6))
    #expect(result.errors.contains("the server answers without TLS; write redis:// instead of rediss://"))
  }

  @Test func `REDIS_URL and REDIS_PROVIDER say where Redis is, and the flag wins`() async throws {
    let redis = try RedisServer()
    let dead = "redis://127.0.0.1:\(try freePort())"
    #expect(try await lifeboat("queue ls", [], ["REDIS_URL": redis.urlText]).output == "no queues yet\n")
    let provider = ["REDIS_PROVIDER": "MY_REDIS", "MY_REDIS": redis.urlText, "REDIS_URL": dead]
    #expect(try await lifeboat("queue ls", [], provider).output == "no queues yet\n")
    let flag = try await lifeboat("queue ls", ["--redis", redis.urlText], ["REDIS_URL": dead])
    #expect(flag.output == "no queues yet\n")
  }

  @Test func `a password and a socket work`() async throws {
    let locked = try RedisServer(RedisServer.Options(password: "hunter2"))
    #expect(try await lifeboat("queue ls", ["--redis", locked.urlText]).output == "no queues yet\n")
    let wrong = try await lifeboat("queue ls", ["--redis", "redis://:hunter3@127.0.0.1:\(locked.port)"])
    #expect(wrong.ending == .exited(1))
    #expect(!wrong.errors.contains("hunter"))
    let socket = try RedisServer(RedisServer.Options(usesSocketOnly: true))
    #expect(try await lifeboat("queue ls", ["--redis", socket.urlText]).output == "no queues yet\n")
  }

  @Test func `a namespace keeps two apps apart`() async throws {
    let stage = try Stage()
    _ = try await stage.lifeboat("enqueue", "Greet", "[1]", "--namespace", "app:resque")
    #expect(try stage.list("app:resque:queue:default") == [#"{"class":"Greet","args":[1]}"#])
    #expect(try await stage.lifeboat("queue", "ls").output == "no queues yet\n")
    let other = try await stage.lifeboat("queue", "ls", "-o", "jsonl", "--namespace", "app:resque:")
    #expect(other.output == "{\"name\":\"default\",\"waiting\":1,\"paused\":false}\n")
  }
}
