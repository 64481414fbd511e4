import ArgumentParser
import Lifeboat
import LifeboatInspector

struct OperationForgetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm",
    abstract: "Forget an operation that is over, and its log.",
    discussion: """
      What it did stays done, and cannot be taken back any more.

      Example:
        lifeboat op rm k3f9
      """)

  @OptionGroup var choice: OperationChoice
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let (operations, found) = try await choice.find(try await global.app())
    try await operations.forget(found.id)
    global.printer.one(["forgot operation \(found.id)"]) { json in
      json.beginObject()
      json.field("forgotten", found.id)
      json.endObject()
    }
  }
}
