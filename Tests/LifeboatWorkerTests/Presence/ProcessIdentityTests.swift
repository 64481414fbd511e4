#if os(Linux)
  import Foundation
  import LifeboatTestSupport
  import Testing

  @testable import LifeboatWorker

  struct ProcessIdentityTests {
    /// What a process would register as.
    private func identity(of program: BuiltProgram) throws -> ProcessIdentity {
      let own = try #require(ProcessIdentity.own)
      let process = try #require(LocalProcess(pid: Int(program.pid)))
      return ProcessIdentity(machine: own.machine, start: process.startTicks)
    }

    @Test func `this process runs, under its own id only`() throws {
      let own = try #require(ProcessIdentity.own)
      #expect(own.runs(pid: Int(getpid())) == true)
      #expect(own.machine.split(separator: " ").count == 3)
      #expect(own.runs(pid: 1) == false)
      #expect(own.runs(pid: 4_194_305) == false)
      for pid in [0, -1, Int.max] { #expect(own.runs(pid: pid) == false) }
    }

    @Test func `a process runs while it is stopped, and no more once it is killed`() async throws {
      let program = try BuiltProgram("/bin/sh", ["-c", "read -r _ < /dev/zero; sleep 1000"])
      let identity = try identity(of: program)
      #expect(identity.runs(pid: Int(program.pid)) == true)
      program.send(SIGSTOP)
      #expect(identity.runs(pid: Int(program.pid)) == true)
      program.kill()
      #expect(identity.runs(pid: Int(program.pid)) == false)
    }

    @Test func `one that has ended and was not reaped leaves a doubt`() async throws {
      let program = try BuiltProgram("/bin/sh", ["-c", "sleep 1000"])
      let identity = try identity(of: program)
      program.send(SIGKILL)
      try await eventually("it is a zombie") { LocalProcess(pid: Int(program.pid))?.isZombie == true }
      #expect(identity.runs(pid: Int(program.pid)) == nil)
    }

    @Test func `another process that got the id later is not it`() throws {
      let own = try #require(ProcessIdentity.own)
      #expect(ProcessIdentity(machine: own.machine, start: "1").runs(pid: Int(getpid())) == false)
    }

    @Test(arguments: ["", "other-boot pid:[1] time:[1]"])
    func `of a process on another machine, or in another container, nothing is known`(machine: String) throws {
      let own = try #require(ProcessIdentity.own)
      #expect(ProcessIdentity(machine: machine, start: own.start).runs(pid: Int(getpid())) == nil)
      #expect(ProcessIdentity(machine: machine, start: own.start).runs(pid: 4_194_305) == nil)
    }

    @Test func `a process says what it was started as, and when`() async throws {
      let program = try BuiltProgram("/bin/sh", ["-c", "sleep 1000; exit 3", "resque-3.0.0: Waiting"])
      let before = Int(time(nil))
      // For a moment while it starts it has none.
      try await eventually("it has a command line") { LocalProcess(pid: Int(program.pid))?.commandLine != "" }
      let process = try #require(LocalProcess(pid: Int(program.pid)))
      #expect(process.commandLine == "/bin/sh -c sleep 1000; exit 3 resque-3.0.0: Waiting")
      #expect(abs(try #require(process.startedAt) - before) <= 30)
      #expect(!process.isZombie)
      #expect(LocalProcess(pid: 4_194_305) == nil)
      #expect(LocalProcess.exists(Int(program.pid)))
      #expect(!LocalProcess.exists(4_194_305))
    }
  }
#endif
