import Foundation
import Testing

@testable import LifeboatWorker

struct CommandSpecTests {
  @Test func `a program in PATH keeps its name`() throws {
    #expect(try CommandSpec(arguments: ["sh", "-c", "true"]).validate().arguments == ["sh", "-c", "true"])
  }

  @Test func `a relative program is looked up in the folder given`() throws {
    let command = try CommandSpec(arguments: ["./sh"], workingDirectory: ".").validate(relativeTo: "/bin")
    #expect(command.arguments == ["/bin/sh"])
    #expect(command.workingDirectory == "/bin")
  }

  @Test func `a missing program is told with what to do`() {
    let name = CommandError.missingProgram("no-such-program", isPath: false)
    #expect(throws: name) { try CommandSpec(arguments: ["no-such-program"]).validate() }
    #expect("\(name)".contains("install it"))
    #expect(throws: CommandError.missingProgram("/no/such", isPath: true)) {
      try CommandSpec(arguments: ["/no/such"]).validate()
    }
  }

  @Test func `what is no executable file is refused`() {
    #expect(throws: CommandError.notExecutable("/etc/passwd", reason: "may not be executed")) {
      try CommandSpec(arguments: ["/etc/passwd"]).validate()
    }
    #expect(throws: CommandError.notExecutable("/etc", reason: "is not a file")) {
      try CommandSpec(arguments: ["/etc"]).validate()
    }
  }

  @Test func `an empty command, a missing folder and a NUL are refused`() {
    #expect(throws: CommandError.noProgram) { try CommandSpec(arguments: []).validate() }
    #expect(throws: CommandError.missingFolder("/no/such")) {
      try CommandSpec(arguments: ["sh"], workingDirectory: "/no/such").validate()
    }
    #expect(throws: CommandError.self) { try CommandSpec(arguments: ["sh", "a\0b"]).validate() }
  }

  @Test func `an error never shows a raw control character`() {
    #expect(!"\(CommandError.missingProgram("\u{1b}[2J", isPath: false))".contains("\u{1b}"))
  }
}
