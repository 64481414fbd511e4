import ArgumentParser
import Lifeboat
import LifeboatInspector

struct EnqueueCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enqueue",
    abstract: "Enqueue one job, or many from a file.",
    discussion: """
      The arguments are one JSON array, and go to the queue byte for byte. A file has one JSON object a line, such as {"class":"Archive","args":[42,"tar"],"queue":"files"}; - is standard input.

      Example:
        lifeboat enqueue SendWelcomeEmail '[42,"spring"]' --queue mail
        lifeboat enqueue --from-file jobs.jsonl --queue mail
      """)

  @Argument(help: "The Ruby class name.")
  var className: String?

  @Argument(help: "The arguments, a JSON array.")
  var arguments: String = "[]"

  @Option(help: "The queue; with --from-file, for lines that name none. (default: default)")
  var queue: String?

  @Option(help: ArgumentHelp("Enqueue each line of a file; - reads standard input.", valueName: "file"))
  var fromFile: String?

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    switch (className, fromFile) {
    case (let className?, nil):
      let job = try NewJob(className, json: Array(arguments.utf8), queue: queue ?? "default")
      try await client().enqueue(job)
      report(1)
    case (nil, let file?):
      report(try await enqueue(lines: LineReader(path: file)))
    case (nil, nil):
      throw UsageError("what should be enqueued? give a class name, or --from-file")
    case (_?, _?):
      throw UsageError("give a class name or --from-file, not both")
    }
  }

  private func client() async throws -> Client {
    Client(redis: try await global.redis.url(), dialect: try global.dialect)
  }

  private func enqueue(lines reader: LineReader) async throws -> Int {
    let client = try await client()
    let progress = EnqueueProgress(source: reader.name)
    progress.reportInterrupts()
    var count = 0
    var batch: [NewJob] = []
    while true {
      let line = try reader.next()
      if let line {
        guard !line.bytes.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) else { continue }
        do {
          batch.append(try JobLine.parse(line.bytes, queue: queue))
        } catch {
          // What came before the bad line is sent, so that a corrected rest can follow.
          progress.sending(batch.count)
          try await client.enqueue(contentsOf: batch)
          let sent = count + batch.count
          throw CommandFailed(
            sent == 0 ? .error : .partlyDone,
            "\(reader.name), line \(line.number): \(error); enqueued \(sent) before it, nothing from it on")
        }
      }
      if batch.count == 5000 || (line == nil && !batch.isEmpty) {
        progress.sending(batch.count)
        do {
          try await client.enqueue(contentsOf: batch)
        } catch {
          throw CommandFailed(
            count == 0 ? AppExit.code(for: error) : .partlyDone, "\(error); \(progress.sentence)")
        }
        count += batch.count
        progress.sent()
        batch.removeAll(keepingCapacity: true)
      }
      if line == nil { return count }
    }
  }

  private func report(_ count: Int) {
    global.printer.one([count == 1 ? "enqueued 1 job" : "enqueued \(count) jobs"]) { json in
      json.beginObject()
      json.field("enqueued", count)
      json.endObject()
    }
  }
}
