import ArgumentParser
import Lifeboat
import LifeboatInspector

struct OperationListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls",
    abstract: "List operations, the newest first.",
    discussion: """
      One that is over is listed for three days.

      Example:
        lifeboat op ls
        lifeboat op ls -o jsonl
      """,
    aliases: ["list"])

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let records = try await global.app().operations.list()
    global.printer.list(records, empty: "no operations", columns: OperationView.columns) {
      OperationView.row($0)
    } json: {
      OperationView.json($0, &$1)
    }
  }
}

struct OperationShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show one operation: what was asked for, and how far it is.",
    discussion: """
      Example:
        lifeboat op show k3f9
      """)

  @OptionGroup var choice: OperationChoice
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let record = try await choice.find(try await global.app()).record
    let printer = global.printer
    printer.one(OperationView.lines(record, printer)) { OperationView.json(record, &$0) }
  }
}
