import Foundation
import Testing

@testable import LifeboatWorker

@Suite(.timeLimit(.minutes(10)))
struct ProcessGuardianTests {
  /// A process group of its own, standing in for a job: a shell with two children.
  private func startGroup() throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let script = "import os; os.setpgid(0, 0); os.execvp('sh', ['sh', '-c', 'echo ready; sleep 600 & sleep 600'])"
    process.arguments = ["python3", "-c", script]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    #expect(pipe.fileHandleForReading.availableData == Data("ready\n".utf8))
    return process
  }

  @Test func `when the guardian's owner goes, every group still listed is killed`() async throws {
    let process = try startGroup()
    let group = process.processIdentifier
    var guardian: ProcessGuardian? = ProcessGuardian()
    try await guardian?.watch(group)
    #expect(kill(-group, 0) == 0)
    guardian = nil
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    #expect(process.terminationStatus == SIGKILL)
  }

  @Test func `a group taken off the list is left alone`() async throws {
    let process = try startGroup()
    let group = process.processIdentifier
    var guardian: ProcessGuardian? = ProcessGuardian()
    try await guardian?.watch(group)
    await guardian?.forget(group)
    let shell = await guardian?.processID
    guardian = nil
    // The guardian's end is announced to nobody.
    while kill(try #require(shell), 0) == 0 { try await Task.sleep(for: .milliseconds(5)) }
    #expect(kill(-group, 0) == 0)
    kill(-group, SIGKILL)
    process.waitUntilExit()
  }
}
