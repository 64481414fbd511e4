import LifeboatFormat
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// Jobs that have an id, and those that have none.
struct JobIDTests {
  @Test func `code finds the id that Sidekiq gave to its job, and none in a job of Resque's`() async throws {
    let shown = try ShownWorker()
    var configuration = shown.configuration()
    let runs = shown.harness.runs
    configuration.registry.register("Say", untyped: { runs.add($0.jid ?? "(none)") })
    try shown.perform("Say")
    try await shown.harness.drain(configuration)
    #expect(runs.all == ["abc"])
    #expect(JobContext(className: "Say").jid == nil)
  }

  @Test(arguments: [
    (#""abc""#, "id is [abc]"), (#""é 😀""#, "id is [é 😀]"), ("5", "id is []"), (#""a\u0000b""#, "id is []"),
    ("\"" + String(repeating: "x", count: 300_000) + "\"", "id is []"),
  ])
  func `a command finds the id in its environment, unless it is no id`(jid: String, line: String) async throws {
    let harness = try ShownWorker().harness
    let dialect = SidekiqDialect()
    var configuration = harness.configuration()
    configuration.source.dialect = dialect
    let spec = CommandSpec(arguments: ["sh", "-c", #"echo "id is [$LIFEBOAT_JID]""#])
    configuration.registry.register(
      "Say", command: CommandHandler(spec, runner: CommandRunner(guardian: ProcessGuardian())))
    try harness.session.run(
      "LPUSH", dialect.keys.queue("default"), #"{"class":"Say","args":[],"jid":\#(jid)}"#)
    try await harness.drain(configuration)
    let lines = harness.log.containing("id is [")
    #expect(lines.count == 1 && lines[0].hasPrefix("info: \(line) class=Say "))
  }
}
