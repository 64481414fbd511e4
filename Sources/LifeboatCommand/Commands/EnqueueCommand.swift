import ArgumentParser
import Lifeboat
import LifeboatInspector

struct EnqueueCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enqueue",
    abstract: "Enqueue one job, or many from a file.",
    discussion: """
      The arguments are one JSON array, and go to the queue byte for byte. A file has one JSON object a line, such as {"class":"Archive","args":[42,"tar"],"queue":"files"}; - is standard input. With --active-job, or "active_job":true in a line, Rails runs the job: the payload gets Active Job's envelope, and objects in the arguments its marker for string keys.

      A token makes a repeat harmless: while it is kept, nothing more is enqueued under it, whatever the job is. In a file it is a field of the line, "token", and a file whose lines all have one can be sent again after a crash.

      Example:
        lifeboat enqueue SendWelcomeEmail '[42,"spring"]' --queue mail
        lifeboat enqueue Receipt '[4711]' --token order-4711-receipt
        lifeboat enqueue --active-job WelcomeJob '[1,"x"]' --queue default
        lifeboat enqueue --from-file jobs.jsonl --queue mail
      """)

  @Argument(help: "The Ruby class name.")
  var className: String?

  @Argument(help: "The arguments, a JSON array.")
  var arguments: String = "[]"

  @Option(help: "The queue; with --from-file, for lines that name none. (default: default)")
  var queue: String?

  @Flag(help: "Enqueue it as an Active Job; with --from-file, all lines that do not say.")
  var activeJob = false

  @Option(help: ArgumentHelp("Enqueue each line of a file; - reads standard input.", valueName: "file"))
  var fromFile: String?

  @Option(help: ArgumentHelp("Enqueue only if nothing was enqueued under this token.", valueName: "name"))
  var token: String?

  @Option(help: ArgumentHelp("How long tokens are kept, such as 24h or 30d.", valueName: "duration"))
  var keepTokens = "24h"

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let keeping = try lifetime()
    switch (className, fromFile) {
    case (let className?, nil):
      let json = Array(arguments.utf8)
      let queue = queue ?? "default"
      var job =
        activeJob
        ? try NewJob(activeJob: className, json: json, queue: queue) : try NewJob(className, json: json, queue: queue)
      job.token = token
      report(try await client().enqueue(contentsOf: [job], keeping: keeping), of: 1)
    case (nil, let file?):
      guard token == nil else { throw UsageError("--token is for one job; the lines of a file have a field for it") }
      let (enqueued, count) = try await enqueue(lines: LineReader(path: file), keeping: keeping)
      report(enqueued, of: count)
    case (nil, nil):
      throw UsageError("what should be enqueued? give a class name, or --from-file")
    case (_?, _?):
      throw UsageError("give a class name or --from-file, not both")
    }
  }

  private func lifetime() throws -> Duration {
    do { return try DurationText.parse(keepTokens) } catch { throw UsageError("--keep-tokens: \(error)") }
  }

  private func client() async throws -> Client {
    Client(redis: try await global.redis.url(), dialect: try global.dialect)
  }

  private func enqueue(lines reader: LineReader, keeping: Duration) async throws -> (enqueued: Int, of: Int) {
    var enqueuer = FileEnqueuer(client: try await client(), keeping: keeping, source: reader.name)
    while let line = try reader.next() {
      guard !line.bytes.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) else { continue }
      let job: NewJob
      do {
        job = try JobLine.parse(line.bytes, queue: queue, isActiveJob: activeJob)
      } catch {
        // What came before the bad line is sent, so that a corrected rest can follow.
        try await enqueuer.flush()
        throw CommandFailed(
          enqueuer.count == 0 ? .error : .partlyDone,
          "\(reader.name), line \(line.number): \(error); enqueued \(enqueuer.enqueued) before it, nothing from it on"
            + FileEnqueuer.rest(enqueuer.count - enqueuer.enqueued))
      }
      try await enqueuer.add(job)
    }
    try await enqueuer.flush()
    return (enqueuer.enqueued, enqueuer.count)
  }

  private func report(_ enqueued: Int, of count: Int) {
    let before = count - enqueued
    global.printer.one(["enqueued \(JobCount.text(enqueued))\(FileEnqueuer.rest(before))"]) { json in
      json.beginObject()
      json.field("enqueued", enqueued)
      json.field("already_enqueued", before)
      json.endObject()
    }
  }
}
