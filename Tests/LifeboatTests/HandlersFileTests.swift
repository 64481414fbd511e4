import Foundation
import LifeboatWorker
import Testing

@testable import Lifeboat

struct HandlersFileTests {
  private func problems(_ text: String) -> [String] {
    do {
      _ = try HandlersFile.parse(text, path: "/bin/handlers.yml")
      return []
    } catch {
      return error.description.split(separator: "\n").map(String.init)
    }
  }

  @Test func `a whole file is read`() throws {
    let file = try HandlersFile.parse(
      """
      dialect: resque
      queues: [critical, default]
      concurrency: 10
      handlers:
        SendWelcomeEmail:
          command: [./sh, jobs/send.sh, 8080]   # one process a job; no shell
          timeout: 1m30s
          env: { PORT: 8080, VERBOSE: yes }
          cwd: /
          snooze: 5m
        Billing::Charge:
          command: [sh]
          mode: process
        LegacyCleanup:
          builtin: discard
      """, path: "/bin/handlers.yml")
    #expect(file.dialect == .resque)
    #expect(file.queues == ["critical", "default"])
    #expect(file.concurrency == 10)
    let send = CommandSpec(
      arguments: ["/bin/sh", "jobs/send.sh", "8080"], timeout: .seconds(90),
      environment: ["PORT": "8080", "VERBOSE": "yes"], workingDirectory: "/")
    #expect(
      file.handlers == [
        "SendWelcomeEmail": .command(send, snooze: .seconds(300)),
        "Billing::Charge": .command(
          CommandSpec(arguments: ["sh"], workingDirectory: "/bin/"), snooze: HandlersFile.defaultSnooze),
        "LegacyCleanup": .builtin(.discard),
      ])
  }

  @Test func `what the flags may decide can be left out`() throws {
    let file = try HandlersFile.parse("handlers: { A: { builtin: discard } }", path: "h.yml")
    #expect(file.dialect == nil && file.queues == [] && file.concurrency == nil)
  }

  @Test func `all problems are reported together, sorted by line`() {
    let found = problems(
      """
      dialect: resq
      queues: default
      concurency: 10
      concurrency: 0
      handlers:
        A:
          command: python3 send.py
        B:
          command: [no-such-program-at-all]
          timeout: soon
        C: {}
        D: { command: [sh], builtin: discard }
        E: { command: [sh], mode: strem }
        F: { builtin: discord }
        G: { builtin: discard, timeout: 3s }
        H: { command: [sh], cwd: /no/such }
        I: { command: [] }
        J: sh
        K: { command: [sh, [a]], env: { A: [b] } }
        L: { comand: [sh] }
      """)
    let places = found.map { $0.split(separator: " ")[0] }
    #expect(
      places == [
        "/bin/handlers.yml:1:10:", "/bin/handlers.yml:2:9:", "/bin/handlers.yml:3:1:", "/bin/handlers.yml:4:14:",
        "/bin/handlers.yml:7:14:", "/bin/handlers.yml:9:15:", "/bin/handlers.yml:10:14:", "/bin/handlers.yml:11:3:",
        "/bin/handlers.yml:12:23:", "/bin/handlers.yml:13:29:", "/bin/handlers.yml:14:17:",
        "/bin/handlers.yml:15:26:", "/bin/handlers.yml:16:28:", "/bin/handlers.yml:17:17:", "/bin/handlers.yml:18:6:",
        "/bin/handlers.yml:19:22:", "/bin/handlers.yml:19:38:", "/bin/handlers.yml:20:3:", "/bin/handlers.yml:20:8:",
      ])
    let text = found.joined(separator: "\n")
    #expect(text.contains("has no key `concurency`. Did you mean `concurrency`?"))
    #expect(text.contains("like [python3, send.py] (no shell reads it), but is text."))
    #expect(text.contains("No folder in PATH has a program called no-such-program-at-all"))
    #expect(text.contains("`mode` of handler `E` should be `process` or `stream`, but is `strem`."))
    #expect(text.contains("has no key `comand`. Did you mean `command`?"))
  }

  @Test func `a key that is there twice is refused`() {
    let found = problems("handlers:\n  A: { builtin: discard }\n  A: { builtin: discard }\n")
    #expect(found.count == 1)
    #expect(found.first?.contains("The key `A` is there twice") == true)
    #expect(found.first?.hasPrefix("/bin/handlers.yml:") == true)
  }

  @Test func `text that is not YAML is told with its place`() {
    let found = problems("handlers:\n  A: [sh\n")
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("/bin/handlers.yml:3:1: This is not YAML:") == true)
  }

  @Test(arguments: ["", "# nothing\n", "handlers:\n", "handlers: {}", "queues: [a]", "[]", "text", "&a [*a]"])
  func `a file without handlers is refused`(text: String) {
    #expect(!problems(text).isEmpty)
  }

  @Test func `a file that cannot be read is one sentence`() {
    let error = #expect(throws: YAMLFileError.self) { try HandlersFile.load(path: "/no/such.yml") }
    #expect(error?.description == "/no/such.yml:1:1: The file cannot be read: No such file or directory.")
    #expect(throws: YAMLFileError.self) { try HandlersFile.load(path: "/") }
  }

  @Test func `a file is loaded, and its relative programs are those of its folder`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("handlers-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let program = folder.appendingPathComponent("job")
    try "#!/bin/sh\n".write(to: program, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
    let path = folder.appendingPathComponent("handlers.yml").path
    try "handlers: { A: { command: [./job] } }".write(toFile: path, atomically: true, encoding: .utf8)
    guard case .command(let command, _, _) = try HandlersFile.load(path: path).handlers["A"] else {
      Issue.record("no command")
      return
    }
    #expect(command.arguments == [program.path])
  }
}
