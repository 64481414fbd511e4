import Testing

@testable import LifeboatWorker

struct JobRegistryTests {
  private func registry(_ names: String...) -> JobRegistry {
    var registry = JobRegistry()
    for name in names { registry.discard(name) }
    return registry
  }

  @Test func `names are sorted, and a later registration replaces an earlier one`() throws {
    var registry = registry("B", "A", "B")
    #expect(registry.classNames == ["A", "B"])
    #expect(!registry.isEmpty)
    #expect(JobRegistry().isEmpty)
    registry.register(
      "A", command: CommandHandler(CommandSpec(arguments: ["true"]), runner: CommandRunner(guardian: ProcessGuardian()))
    )
    #expect(registry.classNames == ["A", "B"])
    #expect(try !registry.handler(for: "A").isMeasured)
    #expect(try registry.handler(for: "B").isMeasured)
  }

  @Test func `names that look alike are named, the nearest first, three at most`() {
    let registry = registry("SendMail", "SendMails", "SendMall", "sendmail", "Entirely")
    let error = #expect(throws: UnknownClass.self) { try registry.handler(for: "SendMial") }
    #expect(error?.near == ["SendMail", "sendmail", "SendMails"])
    #expect(
      error?.description
        == "no handler is registered for the class SendMial; did you mean SendMail, sendmail, SendMails?")
  }

  @Test func `where nothing is alike the sentence says what to do`() {
    let error = #expect(throws: UnknownClass.self) { try registry("A").handler(for: "Some::Other\u{1b}[31m") }
    #expect(error?.near == [])
    #expect(error?.description.hasSuffix("; register it, or leave its queue to a worker that knows it") == true)
    #expect(error?.description.contains("\u{1b}") == false)
  }
}
