import ArgumentParser
import Lifeboat

struct DevCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dev",
    abstract: "A private Redis for trying things.",
    discussion: """
      Runs the system's redis-server in a folder of its own, append-only file on, on a free port of this machine alone. `--redis embedded` uses it, and starts it when it does not run.

      Example:
        lifeboat dev start
        lifeboat status --redis embedded
        lifeboat dev stop
      """,
    subcommands: [DevStartCommand.self, DevStatusCommand.self, DevStopCommand.self, DevResetCommand.self])
}

struct DevStartCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Start it, and print its URL.",
    discussion: """
      Example:
        lifeboat dev start
      """)

  func run() async throws {
    print(try await EmbeddedRedis().start().url)
  }
}

struct DevStatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Say whether it runs, and where.",
    discussion: """
      Example:
        lifeboat dev status
      """)

  func run() async throws {
    switch try EmbeddedRedis().status() {
    case .stopped: print("not running")
    case .running(let address, let pid): print("running at \(address.url) (pid \(pid))")
    case .notAnswering(let pid): print("running, but not answering (pid \(pid))")
    }
  }
}

struct DevStopCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "Stop it; what it holds stays in its folder.",
    discussion: """
      Example:
        lifeboat dev stop
      """)

  func run() async throws {
    try await EmbeddedRedis().stop()
    print("stopped")
  }
}

struct DevResetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset", abstract: "Stop it, and delete what it holds.",
    discussion: """
      Example:
        lifeboat dev reset
      """)

  func run() async throws {
    try await EmbeddedRedis().reset()
    print("stopped, and its data deleted")
  }
}
