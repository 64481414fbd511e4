import ArgumentParser
import Lifeboat
import LifeboatInspector

struct OperationLogCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Show what became of each failure of an operation, the earliest first.",
    discussion: """
      A log of any length is written as it is read. It is kept for three days after the operation ended; to keep it longer, write it to a file.

      Example:
        lifeboat op log k3f9
        lifeboat op log k3f9 -o jsonl > incident.jsonl
      """)

  @OptionGroup var choice: OperationChoice
  @OptionGroup var global: GlobalOptions

  private static let page = 500

  func run() async throws {
    let (operations, found) = try await choice.find(try await global.app())
    var writer = LogWriter(format: global.output)
    var latest: String?
    while true {
      let records = try await operations.journal(found.id, after: latest, limit: Self.page)
      guard let last = records.last else { break }
      latest = last.position
      writer.write(records)
    }
    writer.end()
  }
}

/// Writes a journal as it comes, in any form.
private struct LogWriter {
  let format: OutputFormat
  private var isEmpty = true

  init(format: OutputFormat) {
    self.format = format
  }

  mutating func write(_ records: [JournalRecord]) {
    var bytes: [UInt8] = []
    for record in records {
      switch format {
      case .table:
        if isEmpty { bytes += Array((JournalView.heading + "\n").utf8) }
        bytes += Array((JournalView.line(record) + "\n").utf8)
      case .json:
        bytes.append(UInt8(ascii: isEmpty ? "[" : ","))
        bytes += json(record)
      case .jsonl: bytes += json(record) + [UInt8(ascii: "\n")]
      }
      isEmpty = false
    }
    Terminal.write(bytes)
  }

  /// What stands behind the last.
  func end() {
    switch format {
    case .table: if isEmpty { Terminal.write(Array("nothing has happened yet\n".utf8)) }
    case .json: Terminal.write(Array((isEmpty ? "[]\n" : "]\n").utf8))
    case .jsonl: break
    }
  }

  private func json(_ record: JournalRecord) -> [UInt8] {
    var json = JSONWriter()
    JournalView.json(record, &json)
    return json.bytes
  }
}
