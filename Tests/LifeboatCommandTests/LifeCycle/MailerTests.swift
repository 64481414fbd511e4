import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// A worker program of one's own, as `examples/Mailer` is one.
@Suite struct MailerTests {
  @Test func `a typed job runs, and what does not fit it fails with the argument's name`() async throws {
    let stage = try Stage()
    try stage.push(
      [
        #"{"class":"SendWelcomeEmail","args":[42,"spring"]}"#,
        #"{"class":"SendWelcomeEmail","args":[43,"autumn","de"]}"#,
        #"{"class":"SendWelcomeEmail","args":[44]}"#,
        #"{"class":"SendWelcomeEmail","args":["45","spring"]}"#,
      ], to: "mail")
    let mailer = try await Finished(try stage.mailer("--drain"))
    #expect(mailer.ending == .exited(0))
    #expect(mailer.errors.contains("mail sent class=SendWelcomeEmail queue=mail template=spring user=42\n"))
    #expect(mailer.errors.contains("mail sent class=SendWelcomeEmail queue=mail template=autumn user=43\n"))
    #expect(try stage.stat("processed") == 4)
    #expect(try stage.stat("failed") == 2)
    let failures = try stage.failures()
    #expect(failures.count == 2)
    #expect(failures.allSatisfy { $0["exception"] as? String == "Lifeboat::UnfitArguments" })
    let errors = failures.compactMap { $0["error"] as? String }
    #expect(errors.contains { $0.contains("template") })
    #expect(errors.contains { $0.contains("userID") })
  }

  @Test func `flags win over what the program configured`() async throws {
    let stage = try Stage()
    try stage.push([#"{"class":"SendWelcomeEmail","args":[1,"a"]}"#], to: "mail")
    try stage.push([#"{"class":"SendWelcomeEmail","args":[2,"b"]}"#], to: "other")
    let mailer = try await Finished(try stage.mailer("--drain", "--queue", "other", "-c", "3"))
    #expect(mailer.ending == .exited(0))
    #expect(mailer.errors.contains("queues=other"))
    #expect(mailer.errors.contains("slots=3"))
    #expect(mailer.errors.contains("user=2"))
    #expect(try stage.queue("mail").count == 1)
  }

  @Test func `it stops on TERM with nothing left behind`() async throws {
    let stage = try Stage()
    let mailer = try stage.mailer("-c", "2")
    try await eventually { try stage.call("SCARD", "resque:workers").int == 2 }
    mailer.send(SIGTERM)
    #expect(try await mailer.ending() == .exited(0))
    #expect(try stage.call("KEYS", "resque:*").array?.isEmpty == true)
  }

  @Test func `its help shows the flags of work`() async throws {
    let mailer = try await Finished(try BuiltProgram("Mailer", ["--help"]))
    #expect(mailer.ending == .exited(0))
    for flag in [
      "--redis", "--namespace", "--dialect", "-q, --queue", "-c, --concurrency", "-t, --timeout", "--lease",
      "--handlers", "--drain", "-v, --verbose", "--version",
    ] {
      #expect(mailer.output.contains(flag), "\(flag) in\n\(mailer.output)")
    }
  }

  @Test func `a wrong flag is refused with a suggestion`() async throws {
    let mailer = try await Finished(try BuiltProgram("Mailer", ["--concurency", "3"]))
    #expect(mailer.ending == .exited(2))
    #expect(mailer.errors.contains("Did you mean '--concurrency'?"))
  }

  @Test(arguments: [
    (["--lease", "soon"], "--lease"), (["--timeout", "-1s"], "--timeout"), (["-c", "0"], "concurrency"),
    (["--lease", "10ms"], "lease"), (["--redis", "http://x"], "http"), (["--dialect", "que"], "resque or sidekiq"),
  ])
  func `a flag that cannot be is refused before anything starts`(arguments: [String], word: String) async throws {
    let stage = try Stage()
    let given = arguments[0] == "--redis" ? arguments : ["--redis", stage.redis.urlText] + arguments
    let mailer = try await Finished(try BuiltProgram("Mailer", given))
    #expect(mailer.ending == .exited(2), "\(mailer.errors)")
    #expect(mailer.errors.contains(word), "\(mailer.errors)")
    #expect(try stage.call("DBSIZE").int == 0)
  }
}
