import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// What `lifeboat work` makes of a handlers file before it starts.
@Suite struct HandlersFileStartTests {
  @Test(arguments: [
    ("handlers:\n  Mail:\n    comand: [sh]\n", ":3:5: ", "command"),
    ("handlers:\n  Mail:\n    command: [no-such-program-at-all]\n", ":3:15: ", "no-such-program-at-all"),
    ("handlers:\n  Mail:\n    command: [./missing]\n", ":3:15: ", "There is no program at"),
    ("handlers:\n  Mail:\n    command: [sh]\n    timeout: soon\n", ":4:14: ", "soon"),
    ("handlers:\n  Mail:\n    command: [sh]\nqueue: [a]\n", ":4:1: ", "queues"),
    ("handlers:\n  - x\n", ":2:3: ", "should be keys"), ("handlers: [", ":2:1: ", "This is not YAML"),
    ("", ":1:1: ", "empty"),
  ])
  func `a file with a mistake is refused at its line and column`(
    text: String, place: String, word: String
  ) async throws {
    let stage = try Stage()
    let file = try stage.write(text, to: "bad.yml")
    let result = try await stage.lifeboat("work", "--queue", "default", "--handlers", file)
    #expect(result.ending == .exited(2))
    #expect(result.errors.contains("bad.yml\(place)"), "\(result.errors)")
    #expect(result.errors.contains(word), "\(result.errors)")
    #expect(try stage.call("DBSIZE").int == 0)
  }

  @Test func `a file that is missing is refused`() async throws {
    let stage = try Stage()
    let result = try await stage.lifeboat("work", "--queue", "q", "--handlers", stage.folder.path + "/none.yml")
    #expect(result.ending == .exited(2))
    #expect(result.errors.contains("none.yml"))
  }

  @Test func `a file without its flag is recognised`() async throws {
    let result = try await Stage().lifeboat("work", "--queue", "q", "handlers.yml")
    #expect(result.ending == .exited(2))
    #expect(result.errors.contains("handlers.yml is no setting; did you mean --handlers handlers.yml?"))
  }

  @Test func `a file named by a relative path starts its commands in its own folder`() async throws {
    let stage = try Stage()
    try FileManager.default.createDirectory(at: stage.folder.appending(path: "jobs"), withIntermediateDirectories: true)
    try stage.write("echo ran >> \"$LEDGER\"\n", to: "jobs/job.sh")
    try stage.write("handlers:\n  Mail:\n    command: [sh, job.sh]\n", to: "jobs/handlers.yml")
    try stage.push("Mail", numbers: 0..<1)
    let worker = try BuiltProgram(
      "/bin/sh",
      [
        "-c", #"cd "$0" && exec "$@""#, stage.folder.path, try BuiltProgram.path(of: "lifeboat"), "work", "--queue",
        "default", "--drain", "--redis", stage.redis.urlText, "--handlers", "jobs/handlers.yml",
      ], environment: ["LEDGER": stage.ledgerPath])
    #expect(try await worker.ending() == .exited(0), "\(worker.errorText)")
    #expect(stage.ledger == ["ran"])
  }

  @Test func `the file's queues and concurrency are used unless flags say otherwise`() async throws {
    let stage = try Stage()
    let handlers = "queues: [a, b]\nconcurrency: 3\nhandlers: { Old: { builtin: discard } }\n"
    let file = try await Finished(try stage.worker("--drain", handlers: handlers))
    #expect(file.errors.contains("queues=a,b"))
    #expect(file.errors.contains("slots=3"))
    let flags = try await Finished(try stage.worker("--drain", "-q", "c", "-q", "d,e", "-c", "1", handlers: handlers))
    #expect(flags.errors.contains("queues=c,d,e"))
    #expect(flags.errors.contains("slots=1"))
  }

  @Test func `weights replace strict order, in the file as by flags`() async throws {
    let stage = try Stage()
    let handlers = "queues: [a, b]\nweights: { a: 5 }\nhandlers: { Old: { builtin: discard } }\n"
    #expect(try await Finished(try stage.worker("--drain", handlers: handlers)).ending == .exited(0))
    let other = try await Finished(try stage.worker("--drain", "-q", "c", handlers: handlers))
    #expect(other.ending == .exited(0), "\(other.errors)")
    let typo = try await Finished(try stage.worker("--drain", "--weight", "c=2", handlers: handlers))
    #expect(typo.ending == .exited(2))
    #expect(typo.errors.contains("c has a weight, but is none of the queues"))
    let none = try await Finished(try stage.worker("--drain", "--weight", "5", handlers: handlers))
    #expect(none.errors.contains("--weight: expected a queue and a whole number, such as critical=5, got 5"))
    let bad = try await Finished(
      try stage.worker(handlers: "queues: [a]\nweights: { a: often }\nhandlers: { Old: { builtin: discard } }\n"))
    #expect(bad.errors.contains(":2:15: The weight of `a` should be a whole number from 1 to 1000."))
  }
}
