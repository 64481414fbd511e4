import Testing

@testable import Lifeboat

struct SidekiqEnvironmentTests {
  @Test(arguments: [
    ("qa", ["APP_ENV": "a", "RAILS_ENV": "b", "RACK_ENV": "c"], "qa"),
    (nil, ["APP_ENV": "a", "RAILS_ENV": "b", "RACK_ENV": "c"], "a"), (nil, ["RAILS_ENV": "b", "RACK_ENV": "c"], "b"),
    (nil, ["APP_ENV": "", "RACK_ENV": "c"], "c"), (nil, [:], "development"),
  ])
  func `the environment is found where Sidekiq finds it`(flag: String?, variables: [String: String], name: String)
    throws
  {
    #expect(try SidekiqEnvironment(flag: flag, variables: variables).name == name)
  }

  @Test func `Rails's number of threads is read, and must be one`() throws {
    #expect(try SidekiqEnvironment(flag: nil, variables: [:]).concurrency == nil)
    #expect(try SidekiqEnvironment(flag: nil, variables: ["RAILS_MAX_THREADS": ""]).concurrency == nil)
    #expect(try SidekiqEnvironment(flag: nil, variables: ["RAILS_MAX_THREADS": "7"]).concurrency == 7)
    for text in ["0", "many", "1001", "5 "] {
      let error = #expect(throws: UsageError.self) {
        try SidekiqEnvironment(flag: nil, variables: ["RAILS_MAX_THREADS": text])
      }
      #expect(error?.description == "RAILS_MAX_THREADS: expected a number from 1 to 1000, got \(text)")
    }
  }
}
