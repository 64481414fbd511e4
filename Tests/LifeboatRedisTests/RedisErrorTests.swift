import Testing

@testable import LifeboatRedis

struct RedisErrorTests {
  @Test(arguments: [
    ("LOADING Redis is loading the dataset in memory", true),
    ("READONLY You can't write against a read only replica.", true),
    ("MASTERDOWN Link with MASTER is down", true),
    ("BUSY Redis is busy running a script.", true),
    ("NOREPLICAS Not enough good replicas to write.", true),
    ("MISCONF Redis is configured to save RDB snapshots", true),
    ("ERR max number of clients reached", true),
    ("ERR Error running script (call to f_1): @user_script:1: -READONLY You can't write.", true),
    ("BUSYGROUP Consumer Group name already exists", false),
    ("WRONGTYPE Operation against a key", false),
    ("OOM command not allowed when used memory > 'maxmemory'.", true),
    ("NOPERM this user has no permissions", false),
    ("WRONGPASS invalid username-password pair", false),
    ("MOVED 3999 127.0.0.1:6381", false),
    ("ERR Error running script (call to f_1): user_script:1: a-b", false),
    ("@user_script: 51: -OOM command not allowed when used memory > 'maxmemory'.", true),
  ])
  func `an error reply is transient when waiting can help`(reply: String, isTransient: Bool) {
    #expect(RedisError(reply: reply, to: "EVALSHA lease", server: "redis://h:1/0").isTransient == isTransient)
  }

  @Test(arguments: [
    ("WRONGTYPE Operation against a key", "WRONGTYPE"),
    ("ERR Error running script (call to f_1): @user_script:1: WRONGTYPE Operation against a key", "WRONGTYPE"),
    ("ERR Error running script (call to f_1): @user_script:1: @user_script: 1: -OOM command", "OOM"),
    ("ERR Error running script (call to f_1): @user_script:1: user_script:1: x-WRONGTYPE y", "ERR"),
    ("ERR Error running script (call to f_1): @user_script:9: @user_script: 9: Unknown Redis command called", "ERR"),
    ("NOPERM this user has no permissions to run the 'set' command", "NOPERM"),
    (
      "ERR The user executing the script can't run this command or subcommand script: f_1, on @user_script:1.", "NOPERM"
    ),
    (
      "ERR Error running script (call to f_1): @user_script:1: @user_script: 1: The user executing the script can't access",
      "NOPERM"
    ),
    ("ERR ACL failure in script: User v has no permissions to run the 'set' command", "NOPERM"),
    ("@user_script: 1: The user executing the script can't access at least one of the keys", "NOPERM"),
    ("LOST", "LOST"), ("", ""), ("ERR ", "ERR"), ("ERR @user_script:", "ERR"),
  ])
  func `the code is that of the command that failed, in a script as out of it, on every Redis`(
    reply: String, code: String
  ) {
    #expect(RedisError.code(of: reply) == code)
  }

  @Test func `what the access list forbids says who prints the rule`() {
    let error = RedisError(
      reply: "ERR The user executing the script can't run this", to: "EVALSHA x", server: "redis://v@h:1/0")
    #expect(error.isForbidden && !error.isTransient)
    #expect(
      "\(error)"
        == "Redis does not let this user do that: EVALSHA x: NOPERM The user executing the script can't run this"
        + " (redis://v@h:1/0); `lifeboat acl` prints the rule that a worker, a tool or a viewer needs, and docs/security.md"
        + " explains it")
  }

  @Test func `an error shows what came on one line without control characters`() {
    let error = RedisError(reply: "ERR bad\r\n\u{1b}[2J", to: "GET", server: "redis://h:1/0")
    #expect("\(error)" == "Redis refused GET: ERR bad\\u{d}\\u{a}\\u{1b}[2J (redis://h:1/0)")
  }

  @Test func `an empty URL is answered without an empty quotation`() {
    let error = #expect(throws: RedisError.self) { try RedisURL("") }
    #expect(error?.description.hasPrefix("Not a Redis URL: it is empty; write redis://") == true)
  }

  @Test func `an old Redis is refused and told what is needed`() throws {
    let error = #expect(throws: RedisError.self) {
      try ServerFacts(info: "# Server\r\nredis_version:6.0.16\r\nrun_id:abc\r\n", server: "redis://h:1/0")
    }
    let message = error.map { "\($0)" } ?? ""
    #expect(message.contains("6.0.16") && message.contains("6.2 or newer"))
  }

  @Test func `what a server says of itself is read`() throws {
    let facts = try ServerFacts(
      info: """
        # Server\r
        redis_version:6.2.0\r
        redis_mode:standalone\r
        run_id:abc\r
        # Memory\r
        maxmemory:1024\r
        maxmemory_policy:volatile-ttl\r
        """, server: "redis://h:1/0")
    #expect(facts.version == ServerFacts.Version(6, 2, 0))
    #expect(facts.runID == "abc")
    #expect(facts.mayEvict)
    #expect(facts.memoryLimit == 1_024)
    for mode in ["cluster", "sentinel"] {
      #expect(throws: RedisError.self) {
        try ServerFacts(info: "redis_version:7.2.4\r\nredis_mode:\(mode)\r\n", server: "redis://h:1/0")
      }
    }
    #expect(throws: RedisError.self) { try ServerFacts(info: "nonsense", server: "redis://h:1/0") }
  }
}
