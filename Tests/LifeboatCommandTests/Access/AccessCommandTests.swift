import Foundation
import LifeboatTestSupport
import Testing

/// `lifeboat acl`, and the page that shows what it prints.
@Suite struct AccessCommandTests {
  private func acl(_ words: String) async throws -> Finished {
    try await Finished(try BuiltProgram("lifeboat", ["acl"] + words.split(separator: " ").map(String.init)))
  }

  @Test(arguments: ["resque", "sidekiq"], ["7", "6.2"])
  func `the page has the lines that the program prints`(dialect: String, redis: String) async throws {
    var printed: [String] = []
    for role in ["worker", "tool", "viewer"] {
      let result = try await acl("\(role) --dialect \(dialect) --for-redis \(redis)")
      #expect(result.ending == .exited(0), "\(result.errors)")
      printed.append(result.output.trimmingCharacters(in: .newlines))
    }
    #expect(try SecurityPage().rules(dialect: dialect, redis: redis) == printed)
  }

  @Test func `the name and the namespace are the user's, and what would be a wildcard is none`() async throws {
    let viewer = try await acl("viewer --user grafana --namespace my*app")
    #expect(
      viewer.output.hasPrefix(
        #"ACL SETUSER grafana reset on >PASSWORD %R~my\*app:* resetchannels -@all +client|setname "#))
    let json = try await acl("tool --dialect sidekiq --namespace app: -o json --for-redis 6.2")
    #expect(
      json.output.hasPrefix(
        #"{"role":"tool","user":"lifeboat-tool","rule":"ACL SETUSER lifeboat-tool reset on >PASSWORD ~app:* resetchannels -@all +"#
      ))
  }

  @Test func `no rule permits what only an administrator needs`() throws {
    for lines in try SecurityPage().blocks.filter({ $0.key.hasPrefix("acl ") }).values {
      for line in lines {
        let words = Set(line.split(separator: " ").map(String.init))
        #expect(words.isSuperset(of: ["reset", "resetchannels", "-@all"]))
        #expect(
          words.filter { $0.hasPrefix("+@") || $0 == "~*" || $0 == "allkeys" || $0 == "&*" || $0 == "nopass" }.isEmpty)
        for command in [
          "flushall", "flushdb", "config", "keys", "debug", "shutdown", "eval", "script", "acl", "client",
        ] {
          #expect(!words.contains("+" + command), "\(line)")
        }
      }
    }
  }

  @Test(arguments: ["boss", "viewer --for-redis 5", "viewer --dialect rescue", "", "viewer --user a'b"])
  func `what is no role, Redis or name is a usage error`(words: String) async throws {
    let result = try await acl(words)
    #expect(result.ending == .exited(2), "\(result.errors)")
    #expect(result.output.isEmpty)
  }
}
