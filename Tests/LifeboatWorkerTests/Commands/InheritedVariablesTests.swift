import Testing

@testable import LifeboatWorker

@Suite struct InheritedVariablesTests {
  private let variables = [
    "PATH": "/bin", "HOME": "/root", "DATABASE_URL": "postgres://u:p@db/app", "EMPTY": "",
    "REDIS_URL": "redis://h:1", "REDIS_PROVIDER": "CACHE", "CACHE": "h:6379", "REDISCLI_AUTH": "p",
    "QUEUES_AT": "rediss://:p@h", "SHOUTED": "REDIS://:p@h", "NEAR": "redistribute://x", "LIFEBOAT_JID": "old",
  ]

  @Test func `whatever leads to Redis is withheld, and nothing else`() {
    let withheld = InheritedVariables.allButRedis.withheld(from: variables)
    #expect(
      withheld == [
        "CACHE", "LIFEBOAT_JID", "QUEUES_AT", "REDISCLI_AUTH", "REDIS_PROVIDER", "REDIS_URL", "SHOUTED",
      ])
  }

  @Test func `a list of names is all that is passed, and the path`() {
    let withheld = InheritedVariables.only(["REDIS_URL", "EMPTY", "NOT_THERE"]).withheld(from: variables)
    #expect(Set(variables.keys).subtracting(withheld) == ["PATH", "REDIS_URL", "EMPTY"])
    #expect(InheritedVariables.only([]).withheld(from: [:]) == [])
  }

  @Test func `the variables of this process are read`() throws {
    let variables = InheritedVariables.ofThisProcess()
    #expect(try #require(variables["PATH"]).contains("/bin"))
    #expect(variables["NO_SUCH_VARIABLE_HERE"] == nil)
  }
}
