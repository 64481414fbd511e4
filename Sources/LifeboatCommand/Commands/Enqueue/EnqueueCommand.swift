import ArgumentParser
import Lifeboat
import LifeboatInspector

struct EnqueueCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enqueue",
    abstract: "Enqueue one job, or many from a file.",
    discussion: """
      The arguments are one JSON array, and go to the queue byte for byte. A file has one JSON object a line, such as {"class":"Archive","args":[42,"tar"],"queue":"files"}; - is standard input. With --active-job, or "active_job":true in a line, Rails runs the job: the payload gets Active Job's envelope, and objects in the arguments its marker for string keys.

      A token makes a repeat harmless: while it is kept, nothing more is enqueued under it, whatever the job is. In a file it is a field of the line, "token", and a file whose lines all have one can be sent again after a crash. Without one, exit code 4 says that jobs may be enqueued already: Redis's answer was lost, or an error came behind the first of many.

      A Sidekiq job may be due later, and say how it is retried. In a file these are fields of the line, under the names that they have in a payload: at (or in), retry, retry_for, retry_queue, dead, backtrace, tags, expires_in, jid. A time that has passed means now. The job's id and its queue are printed.

      With --wait-replicas the command ends with exit 4 where too few replicas confirm in time: the jobs are enqueued, but a failover might lose them. A repeat with the same token is safe.

      Example:
        lifeboat enqueue SendWelcomeEmail '[42,"spring"]' --queue mail
        lifeboat enqueue Receipt '[4711]' --token order-4711-receipt
        lifeboat enqueue --active-job WelcomeJob '[1,"x"]' --queue default
        lifeboat enqueue --from-file jobs.jsonl --queue mail
        lifeboat enqueue Receipt '[4711]' --token order-4711-receipt --wait-replicas 1
        lifeboat enqueue Reminder '[42]' --dialect sidekiq --in 2h --retry 3 --tag spring
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

  @OptionGroup
  var durability: DurabilityFlags

  @OptionGroup(title: "Sidekiq")
  var flags: NewJobFlags

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let keeping = try lifetime()
    switch (className, fromFile) {
    case (let className?, nil):
      let job = try job(className)
      report(try await enqueue(job, keeping: keeping))
    case (nil, let file?):
      guard token == nil else { throw UsageError("--token is for one job; the lines of a file have a field for it") }
      guard flags.names.isEmpty else {
        throw UsageError("\(flags.names): for one job only; the lines of a file have fields for it")
      }
      let (enqueued, count) = try await enqueue(lines: LineReader(path: file), keeping: keeping)
      report(enqueued, of: count)
    case (nil, nil):
      throw UsageError("what should be enqueued? give a class name, or --from-file")
    case (_?, _?):
      throw UsageError("give a class name or --from-file, not both")
    }
  }

  /// The job that the flags describe.
  private func job(_ className: String) throws -> NewJob {
    let json = Array(arguments.utf8)
    let queue = queue ?? "default"
    var job =
      activeJob
      ? try NewJob(activeJob: className, json: json, queue: queue) : try NewJob(className, json: json, queue: queue)
    job.token = token
    try flags.apply(to: &job)
    return job
  }

  private func enqueue(_ job: NewJob, keeping: Duration) async throws -> EnqueuedJob? {
    do {
      return try await client().enqueue(job, keeping: keeping)
    } catch ClientError.refused(_, let reason) where !flags.names.isEmpty {
      throw UsageError("\(flags.names): \(reason)")
    }
  }

  private func lifetime() throws -> Duration {
    do { return try DurationText.parse(keepTokens) } catch { throw UsageError("--keep-tokens: \(error)") }
  }

  private func client() async throws -> Client {
    Client(
      redis: try await global.redis.url(), dialect: try await global.app().dialect,
      durability: try durability.durability() ?? .acknowledged)
  }

  private func enqueue(lines reader: LineReader, keeping: Duration) async throws -> (enqueued: Int, of: Int) {
    let client = try await client()
    var enqueuer = FileEnqueuer(client: client, keeping: keeping, source: reader.name)
    while let line = try reader.next() {
      guard !line.bytes.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) else { continue }
      let job: NewJob
      do {
        job = try JobLine.parse(line.bytes, queue: queue, isActiveJob: activeJob)
        try client.check(job)
      } catch {
        // What came before the bad line is sent, so that a corrected rest can follow.
        try await enqueuer.flush()
        var reason = "\(error)"
        if reason.hasSuffix(".") { reason.removeLast() }  // some errors are whole sentences
        throw CommandFailed(
          enqueuer.count == 0 ? .error : .partlyDone,
          "\(reader.name), line \(line.number): \(reason); enqueued \(enqueuer.enqueued) before it, nothing from it on"
            + FileEnqueuer.rest(enqueuer.count - enqueuer.enqueued))
      }
      try await enqueuer.add(job)
    }
    try await enqueuer.flush()
    return (enqueuer.enqueued, enqueuer.count)
  }

  private func report(_ job: EnqueuedJob?) {
    guard let job, let jid = job.jid else { return report(job == nil ? 0 : 1, of: 1) }
    let place = job.dueAt.map { "due at \(Timestamp.iso8601Z($0.seconds)) in" } ?? "in"
    global.printer.one(["enqueued 1 job, \(jid), \(place) \(Printable.line(job.queue, limit: 80))"]) { json in
      json.beginObject()
      json.field("enqueued", 1)
      json.field("already_enqueued", 0)
      json.field("jid", jid)
      json.field("queue", job.queue)
      json.field("due_at", time: job.dueAt?.seconds)
      json.endObject()
    }
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
