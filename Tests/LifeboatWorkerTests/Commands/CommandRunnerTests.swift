import Foundation
import Synchronization
import Testing

@testable import LifeboatWorker

/// Runs real programs. A test that waits for a moment inside a program waits for a line that the program prints.
@Suite(.timeLimit(.minutes(10)))
struct CommandRunnerTests {
  private let guardian = ProcessGuardian()
  private var runner: CommandRunner { CommandRunner(guardian: guardian, grace: .milliseconds(300)) }

  /// Collects what a command prints.
  private final class Lines: Sendable {
    private let all = Mutex<[OutputLine]>([])
    func add(_ line: OutputLine) { all.withLock { $0.append(line) } }
    func texts(_ stream: OutputLine.Stream) -> [String] {
      all.withLock { $0.filter { $0.stream == stream }.map(\.text) }
    }
  }

  private func shell(_ script: String, timeout: Duration? = nil) -> CommandSpec {
    CommandSpec(arguments: ["sh", "-c", script], timeout: timeout)
  }

  private func isAlive(_ pid: String) -> Bool {
    guard let number = pid_t(pid), kill(number, 0) == 0 else { return false }
    // A process that nobody has reaped yet is over all the same.
    let status = (try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8)) ?? ""
    return !status.contains(") Z ")
  }

  /// Waits until the system has taken a killed process away: the one event that nobody announces.
  private func isGoneSoon(_ pid: String) async throws -> Bool {
    for _ in 0..<500 where isAlive(pid) { try await Task.sleep(for: .milliseconds(10)) }
    return !isAlive(pid)
  }

  @Test func `a command reads the payload's exact bytes and a line feed`() async throws {
    let lines = Lines()
    let outcome = try await runner.run(shell("od -An -v -tx1"), input: [0x7B, 0x22, 0xC3, 0xA9, 0x22, 0x7D]) {
      lines.add($0)
    }
    #expect(outcome == .succeeded)
    #expect(lines.texts(.standardOutput) == [" 7b 22 c3 a9 22 7d 0a"])
  }

  @Test func `ten megabytes go in while as much comes out`() async throws {
    let payload = [UInt8](repeating: UInt8(ascii: "x"), count: 10_000_000)
    let count = Mutex(0)
    let outcome = try await runner.run(CommandSpec(arguments: ["cat"]), input: payload) { line in
      count.withLock { $0 += line.text.utf8.count }
    }
    #expect(outcome == .succeeded)
    #expect(count.withLock { $0 } == payload.count)
  }

  @Test func `a command that never reads its input is no error`() async throws {
    let payload = [UInt8](repeating: UInt8(ascii: "x"), count: 1_000_000)
    #expect(try await runner.run(CommandSpec(arguments: ["true"]), input: payload) { _ in } == .succeeded)
    #expect(try await runner.run(shell("exec <&-; echo done"), input: payload) { _ in } == .succeeded)
  }

  @Test func `the end of standard error is the message of a failure`() async throws {
    let outcome = try await runner.run(shell("echo one >&2; printf 'two\\033[1m' >&2; exit 3"), input: []) { _ in }
    #expect(outcome == .failed(message: "one\ntwo\\u{1b}[1m", exitCode: 3))
    let silent = try await runner.run(shell("exit 3"), input: []) { _ in }
    #expect(silent == .failed(message: "exited with status 3 and said nothing on standard error", exitCode: 3))
  }

  @Test func `exit status 75 asks for later`() async throws {
    #expect(try await runner.run(shell("exit 75"), input: []) { _ in } == .snoozed)
  }

  @Test func `a command that a signal ended is told by the signal's name`() async throws {
    let outcome = try await runner.run(shell("kill -KILL $$"), input: []) { _ in }
    #expect(
      outcome == .killed(signal: 9, message: "was killed by SIGKILL (9) and said nothing on standard error"))
  }

  @Test func `arguments reach the program without a shell in between`() async throws {
    let lines = Lines()
    let arguments = ["printf", "%s|", "$HOME", "a b", "*", "", "'\""]
    _ = try await runner.run(CommandSpec(arguments: arguments), input: []) { lines.add($0) }
    #expect(lines.texts(.standardOutput) == ["$HOME|a b|*||'\"|"])
  }

  @Test func `the job's variables win over the command's, and the folder is the one asked for`() async throws {
    let lines = Lines()
    var command = shell("echo $LIFEBOAT_CLASS $LEVEL; pwd")
    command.environment = ["LIFEBOAT_CLASS": "wrong", "LEVEL": "7"]
    command.workingDirectory = "/"
    _ = try await runner.run(command, input: [], environment: ["LIFEBOAT_CLASS": "Send"]) { lines.add($0) }
    #expect(lines.texts(.standardOutput) == ["Send 7", "/"])
  }

  #if os(Linux)
    @Test func `a command starts with no signal blocked or ignored, and leads a group of its own`() async throws {
      let lines = Lines()
      // 32 and 33 belong to the C library.
      let script = "grep -E '^Sig(Blk|Ign)' /proc/self/status; ps -o pgid= -p $$ | tr -d ' '; echo $$"
      _ = try await runner.run(shell(script), input: []) { lines.add($0) }
      let texts = lines.texts(.standardOutput)
      try #require(texts.count == 4)
      #expect(texts[0].hasSuffix("0000000000000000"))
      let ignored = texts[1].split(separator: "\t").last.flatMap { UInt64($0, radix: 16) }
      #expect(ignored.map { $0 & ~0x1_8000_0000 } == 0)
      #expect(texts[2] == texts[3])
    }
  #endif

  @Test func `a command over its time-out is stopped with its whole group`() async throws {
    let lines = Lines()
    let script = "sh -c 'trap \"\" TERM; echo $$; while :; do sleep 1; done' & echo dying >&2; wait"
    let outcome = try await runner.run(shell(script, timeout: .milliseconds(400)), input: []) { lines.add($0) }
    #expect(
      outcome
        == .timedOut(
          after: .milliseconds(400), message: "was stopped after running for 400ms; its last words:\ndying"))
    let grandchild = try #require(lines.texts(.standardOutput).first)
    #expect(try await isGoneSoon(grandchild))
  }

  @Test func `a command that ignores SIGTERM is killed after the grace`() async throws {
    let outcome = try await runner.run(
      shell("trap '' TERM; while :; do sleep 1; done", timeout: .milliseconds(100)), input: []
    ) { _ in }
    guard case .timedOut = outcome else {
      Issue.record("\(outcome)")
      return
    }
  }

  @Test func `cancelling the task stops the command and hears its last words`() async throws {
    let lines = Lines()
    let (started, start) = AsyncStream.makeStream(of: Void.self)
    let task = Task { [runner] in
      try await runner.run(shell("trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.05; done"), input: []) {
        lines.add($0)
        start.yield()
      }
    }
    for await _ in started { break }
    task.cancel()
    #expect(try await task.value == .cancelled)
    #expect(lines.texts(.standardOutput) == ["ready", "bye"])
  }

  @Test func `a process left behind does not hold up the job, and lives on`() async throws {
    let lines = Lines()
    let outcome = try await runner.run(shell("sleep 600 & echo $!"), input: []) { lines.add($0) }
    #expect(outcome == .succeeded)
    let left = try #require(lines.texts(.standardOutput).first)
    #expect(isAlive(left))
    kill(try #require(pid_t(left)), SIGKILL)
  }

  @Test func `a killed guardian is replaced and knows the running groups`() async throws {
    let (started, start) = AsyncStream.makeStream(of: Void.self)
    let task = Task { [runner] in
      try await runner.run(shell("echo ready; read -r line; sleep 600"), input: []) { _ in start.yield() }
    }
    for await _ in started { break }
    let first = try #require(await guardian.processID)
    kill(first, SIGKILL)
    // Its replacement is announced to nobody either.
    while [first, nil].contains(await guardian.processID) { try await Task.sleep(for: .milliseconds(5)) }
    #expect(try await runner.run(CommandSpec(arguments: ["true"]), input: []) { _ in } == .succeeded)
    task.cancel()
    #expect(try await task.value == .cancelled)
  }

  @Test func `a hundred commands at once all end`() async throws {
    let outcomes = try await withThrowingTaskGroup(of: CommandOutcome.self) { group in
      for _ in 0..<100 {
        group.addTask { [runner] in try await runner.run(CommandSpec(arguments: ["cat"]), input: [0x31]) { _ in } }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes == Array(repeating: .succeeded, count: 100))
  }
}
