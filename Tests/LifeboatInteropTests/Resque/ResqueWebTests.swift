import Foundation
import Lifeboat
import LifeboatTestSupport
import Testing

/// resque-web's pages with our workers, our failures and what other people's bugs left in queues.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled("needs Resque with Sinatra: install both gems, or set RESQUE_HOME to a checkout of Resque") {
    await Partner.resqueWeb.value != nil
  })
struct ResqueWebTests {
  private let stage: InteropStage
  private let door = Door()

  init() async throws { stage = try InteropStage(await Partner.resqueWeb.value) }

  /// For each path: the path, the status, and whether the page holds the text after `=>`.
  private func pages(_ paths: [String]) async throws -> [String] {
    let list = paths.map { "\"\($0)\"" }.joined(separator: ", ")
    let answer = try await stage.there(
      """
      require 'resque/server'
      require 'rack/mock'
      browser = Rack::MockRequest.new(Resque::Server.new)
      [\(list)].each do |line|
        path, text = line.split(' => ')
        page = browser.get(path)
        puts [path, page.status, text ? page.body.force_encoding('UTF-8').include?(text) : 'unlooked'].join(' ')
      end
      """)
    return answer.split(separator: "\n").map(String.init)
  }

  @Test func `every page renders while our worker runs a job`() async throws {
    try await stage.there("Resque::Job.create('swift é', 'Wait', 1.0, 'é'); Resque::Job.create(:nobody, 'Never')")
    try await stage.working(["swift é", "sw*"], concurrency: 2) { configuration in
      configuration.registry.register("Wait", untyped: { [door] _ in try await door.pass() })
    } while: {
      defer { door.open() }
      try await eventually("the beat has told of it") {
        try await stage.there("answer(Resque.working.size)") == "1"
      }
      let id = try await stage.there("puts Resque.working.first.to_s")
      let path = id.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? id
      let paths = [
        "/overview => Wait", "/working => ~lifeboat", "/workers => ~lifeboat2", "/workers/\(path) => swift é",
        "/workers/all => ~lifeboat1", "/queues => nobody", "/queues/nobody => Never", "/failed => ",
        "/stats/resque => processed",
        "/stats/redis => redis_version", "/stats/keys => lifeboat", "/overview.poll => Wait",
        "/workers.poll => ~lifeboat",
        "/stats.txt => resque.workers=2",
      ]
      let expected = paths.map { $0.split(separator: " => ")[0] }.map { "\($0) 200 " }
      let seen = try await pages(paths)
      #expect(seen.count == expected.count)
      for (line, start) in zip(seen, expected) { #expect(line.hasPrefix(start) && !line.hasSuffix("false"), "\(line)") }
    }
  }

  @Test func `the failed page shows our failures, and those of jobs that are no jobs`() async throws {
    let wrapper = "ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper"
    let deep = String(repeating: "[", count: 98) + String(repeating: "]", count: 98)
    let texts = [
      "", "not json", "[1]", "7", "null", #"{"args":[]}"#, #"{"class":7,"args":[]}"#, #"{"class":"A","args":{"a":1}}"#,
      #"{"class":"A","args":\#(deep)}"#, #"{"class":"\#(wrapper)","args":[]}"#, #"{"class":"\#(wrapper)","args":[7]}"#,
      #"{"class":"Unknown","args":["<script>","é"]}"#, "{\"class\":\"A\",\"args\":[\"\u{1B}[2J\"]}",
      #"{"class":"Fail","args":[2.0]}"#,
    ]
    let invalid = Array(#"{"class":"A","args":[""#.utf8) + [0xFF] + Array(#""]}"#.utf8)
    try stage.push(raw: texts.map { Array($0.utf8) } + [invalid], to: "swift")
    try await stage.drain("swift") { $0.registry.register("Fail", untyped: { _ in throw Refusal() }) }
    #expect(try stage.list("resque:failed").count == texts.count + 1)
    let seen = try await pages([
      "/failed => Lifeboat::MalformedPayload", "/failed => Lifeboat::UnknownClass", "/failed => Swift refuses é",
      "/overview => failed", "/queues/swift", "/stats/resque",
    ])
    #expect(
      seen == [
        "/failed 200 true", "/failed 200 true", "/failed 200 true", "/overview 200 true", "/queues/swift 200 unlooked",
        "/stats/resque 200 unlooked",
      ])
  }

  @Test func `a click on retry sends our failure back to work`() async throws {
    try await stage.there("Resque::Job.create(:swift, 'Sometimes', 1.0)")
    let isWell = Seen()
    let register: (inout WorkerConfiguration) -> Void = { configuration in
      configuration.registry.register("Sometimes", untyped: { _ in if isWell.all.isEmpty { throw Refusal() } })
    }
    try await stage.drain("swift", register: register)
    #expect(try await pages(["/failed/requeue/0"]) == ["/failed/requeue/0 302 unlooked"])
    #expect(try stage.list("resque:queue:swift").map { text($0) } == [#"{"class":"Sometimes","args":[1.0]}"#])
    isWell.add("well")
    try await stage.drain("swift", register: register)
    #expect(try await stage.there("answer([Resque.info[:processed], Resque.size(:swift)])") == "[2,0]")
    #expect(try await stage.lifeboat("failed", "ls").contains("Sometimes"))
  }
}
