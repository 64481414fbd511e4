import ArgumentParser
import Lifeboat
import LifeboatInspector

struct JobCancelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel",
    abstract: "Take waiting jobs back out of a queue.",
    discussion: """
      With arguments: every job of the queue with exactly the bytes that Ruby writes for them, as Resque.dequeue does. Another producer may have written the same job differently (Rails escapes < and >, 1e20 has several spellings); you are told how many there are, and --equal takes those too. 1 and 1.0 are different jobs. Of Sidekiq's, which differ in their ids, class and arguments are enough.

      Without arguments: every job of the class, those too that come while you are asked. Jobs that run, or that are failed or delayed, are not touched.

      Example:
        lifeboat job cancel SendWelcomeEmail '[42,"spring"]' --queue mail
        lifeboat job cancel SendWelcomeEmail --queue mail --dry-run
      """)

  @OptionGroup var choice: JobChoice

  @Option(help: "The queue to take them from.")
  var queue: String

  @Flag(help: "Also those that are equal in class and arguments, but written differently.")
  var equal = false

  @Flag(help: "Exit with 5 when there is no such job.")
  var requireMatch = false

  @OptionGroup var confirmation: Confirmation
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if equal && choice.arguments == nil { throw ValidationError("--equal goes with a class name and arguments") }
  }

  func run() async throws {
    let app = try await global.app()
    let (connection, dialect) = (app.connection, app.dialect)
    let job = try choice.job(dialect, arguments: choice.arguments)
    let (picked, unlike) = try await survey(job, connection, dialect)
    if picked.count + unlike == 0 {
      let queues = try await app.queues.list()
      if !queues.contains(where: { $0.isQueue(queue) }) { throw CommandFailed.unknownQueue(queue, among: queues) }
    }
    let change = "take \(JobCount.text(picked.count)) out of \(Printable.line(queue, limit: 80))"
    if confirmation.dryRun {
      picked.show(change, on: global.printer)
    } else {
      try confirmation.confirm(change, count: picked.count)
      report(try await cancel(job, dialect), unlike: unlike)
    }
    if requireMatch && picked.count == 0 { throw CommandFailed(.nothingMatched, "nothing matched") }
  }

  /// Looks through the queue: what would go, and how many equal ones would stay.
  private func survey(
    _ job: WantedJob?, _ connection: RedisConnection, _ dialect: any InspectorDialect
  ) async throws -> (picked: ChangePreview, unlike: Int) {
    var picked = ChangePreview()
    var unlike = 0
    var walk = ListWalk(key: dialect.keys.queue(queue), frontIsTail: dialect.front == .tail)
    while let window = try await walk.next(on: connection) {
      for element in window {
        let record: Result<JobRecord, MalformedPayload>
        do { record = .success(try dialect.read(element.bytes)) } catch { record = .failure(error) }
        if picks(job, element.bytes, record) {
          picked.add(element.bytes, dialect)
        } else if job?.likeness(of: element.bytes, record: record) == .equal {
          unlike += 1
        }
      }
    }
    return (picked, unlike)
  }

  private func picks(_ job: WantedJob?, _ bytes: [UInt8], _ record: Result<JobRecord, MalformedPayload>) -> Bool {
    guard let job else {
      guard case .success(let record) = record else { return false }
      return record.className.utf8.elementsEqual((choice.className ?? "").utf8)
    }
    switch job.likeness(of: bytes, record: record) {
    case .exact: return true
    case .equal: return takesEqual(job)
    case nil: return false
    }
  }

  private func cancel(_ job: WantedJob?, _ dialect: any InspectorDialect) async throws -> Int {
    let client = Client(redis: try await global.redis.url(), dialect: dialect)
    if let raw = choice.raw { return try await client.dequeue(Array(raw.utf8), from: queue) }
    guard let className = choice.className else { return 0 }
    guard let arguments = choice.arguments else { return try await client.dequeue(every: className, from: queue) }
    let exact = try await client.dequeue(NewJob(className, json: Array(arguments.utf8), queue: queue))
    guard let job, takesEqual(job) else { return exact }
    return try await exact
      + client.dequeue(from: queue) { job.likeness(of: $0.bytes, record: .success($0)) != nil }
  }

  /// Whether class and arguments are enough: by a flag, and where no two jobs have the same bytes.
  private func takesEqual(_ job: WantedJob) -> Bool { equal || !job.hasBytes }

  private func report(_ cancelled: Int, unlike: Int) {
    var lines = ["took \(JobCount.text(cancelled)) out of \(Printable.line(queue, limit: 80))"]
    if unlike > 0 {
      lines.append(
        "\(unlike) more \(unlike == 1 ? "is" : "are") equal in class and arguments, but written differently;"
          + " --equal takes those too")
    }
    global.printer.one(lines) { json in
      json.beginObject()
      json.field("queue", queue)
      json.field("cancelled", cancelled)
      json.field("equal_left", unlike)
      json.endObject()
    }
  }
}
