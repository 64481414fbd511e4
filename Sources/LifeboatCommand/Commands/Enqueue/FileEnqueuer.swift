import Lifeboat

/// Enqueues the jobs of a file, many in one flush, and knows how far it came.
struct FileEnqueuer {
  private let client: Client
  private let keeping: Duration
  private let progress: EnqueueProgress
  private var batch: [NewJob] = []
  /// How many jobs were sent, with those that had been enqueued before.
  private(set) var count = 0
  /// How many were enqueued.
  private(set) var enqueued = 0

  private static let mostInBatch = 5_000

  /// From now on, Ctrl-C says how far it came.
  ///
  /// - Parameters:
  ///   - keeping: how long tokens are kept.
  ///   - source: what the jobs are read from, for sentences.
  init(client: Client, keeping: Duration, source: String) {
    self.client = client
    self.keeping = keeping
    progress = EnqueueProgress(source: source)
    progress.reportInterrupts()
  }

  /// Enqueues a job, at the latest with ``flush()``.
  mutating func add(_ job: NewJob) async throws {
    batch.append(job)
    if batch.count == Self.mostInBatch { try await flush() }
  }

  /// Sends what is left.
  ///
  /// - Throws: ``CommandFailed`` that says how many were enqueued before.
  mutating func flush() async throws {
    progress.sending(batch.count)
    do {
      enqueued += try await client.enqueue(contentsOf: batch, keeping: keeping)
    } catch ClientError.notReplicated(let sent, let replicas, let wanted) {
      progress.sent()
      throw CommandFailed(
        .partlyDone,
        "\(ClientError.notReplicated(enqueued: enqueued + sent, replicas: replicas, of: wanted)); \(progress.sentence)")
    } catch {
      throw CommandFailed(count == 0 ? AppExit.code(for: error) : .partlyDone, "\(error); \(progress.sentence)")
    }
    count += batch.count
    progress.sent()
    batch.removeAll(keepingCapacity: true)
  }

  /// The end of a sentence about jobs that a token kept from being enqueued again; nothing when there are none.
  static func rest(_ before: Int) -> String {
    before == 0 ? "" : "; \(before) had been enqueued before, by token"
  }
}
