import LifeboatFormat
import Testing

@testable import LifeboatClient

struct NewJobTests {
  private static func nested(_ depth: Int) -> String {
    String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
  }

  @Test(arguments: [
    "", " ", "null", "{}", #"{"a":1}"#, "1", #""[]""#, "true", "[1", "[1],", "[1] [2]", #"[1],"class":"Other""#,
    #"[1],"queue":"x""#, "[1]}", "[1]/**/", "[NaN]", "[1,]", "['a']", nested(101),
  ])
  func `what is no JSON array that Ruby reads is refused`(json: String) {
    let error = #expect(throws: ClientError.self) { try NewJob("A", json: Array(json.utf8), queue: "q") }
    guard case .arguments(let className, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(className == "A")
    #expect(!reason.isEmpty)
  }

  @Test func `invalid UTF-8 is refused`() {
    #expect(throws: ClientError.self) { try NewJob("A", json: [0x5B, 0x22, 0xFF, 0x22, 0x5D], queue: "q") }
  }

  @Test(arguments: ["[]", "[1.0]", " [1]\n", #"["]}"]"#, #"[{"class":"Other"}]"#, nested(98)])
  func `an array is taken byte for byte`(json: String) throws {
    let job = try NewJob("A", json: Array(json.utf8), queue: "q")
    #expect(job.arguments == Array(json.utf8))
    #expect(job.className == "A")
    #expect(job.queue == "q")
  }

  private struct Broken: EnqueueableJob {
    static let className = "Broken\u{1b}"
    func encode(to encoder: any Encoder) throws { throw Reason() }
    struct Reason: Error, CustomStringConvertible { let description = "because" }
  }

  @Test func `a job that cannot be encoded says why`() {
    let error = #expect(throws: ClientError.self) { try NewJob(Broken()) }
    #expect(error?.description.hasPrefix("the arguments of Broken") == true)
    #expect(error?.description.hasSuffix(" cannot be enqueued: because") == true)
    #expect(error?.description.contains("\u{1b}") == false)
  }
}
