import LifeboatFormat
import LifeboatRedis

/// Looks what became of the sample that an operation has sent.
///
/// The places are read in the order in which a job passes them, the delayed ones once more at the end, so that one which moves
/// on meanwhile is met again; the trial asks for more than one look all the same.
public struct CanaryWatch: Sendable {
  private let connection: RedisConnection
  private let dialect: any InspectorDialect
  private let operation: OperationRecord
  private let silence: Duration
  private var trial: CanaryTrial
  /// The jobs of each mark, by their numbers: equal jobs without an id have one mark.
  private let numbers: [CanaryMark: [Int]]
  /// When those jobs were to run that were not to run at once, in seconds since 1970.
  private let dueTimes: [CanaryMark: Int]
  /// When the first was sent, in seconds since 1970.
  private let sentAt: Int

  /// A Ruby process of Sidekiq's says every ten seconds what it runs; what it took just after that is nowhere until then.
  private static let rubySilence = Duration.seconds(15)
  /// Lifeboat's workers hold a job in Redis from the moment when it leaves its queue.
  private static let ownSilence = Duration.seconds(2)
  /// How far apart the clocks of those who record failures may be.
  private static let skewSeconds = 60

  /// Reads what was sent.
  ///
  /// - Parameters:
  ///   - operation: one that is ``OperationState/watching``.
  ///   - patience: how long to wait for a verdict.
  public init(
    _ operation: OperationRecord, patience: Duration, on connection: RedisConnection, dialect: any InspectorDialect
  ) async throws(InspectorError) {
    self.connection = connection
    self.dialect = dialect
    self.operation = operation
    let sent = try await Self.sent(operation, Operations(on: connection, dialect: dialect))
    var numbers: [CanaryMark: [Int]] = [:]
    var dueTimes: [CanaryMark: Int] = [:]
    for (number, job) in sent.enumerated() {
      let mark = Self.mark(of: job, operation.change, dialect)
      numbers[mark, default: []].append(number)
      if let dueAt = job.dueAt { dueTimes[mark] = dueAt }
    }
    self.numbers = numbers
    self.dueTimes = dueTimes
    sentAt = sent.first.flatMap { Int($0.position.prefix { $0 != "-" }) }.map { $0 / 1_000 } ?? 0
    let workers = try await ServingWorkers(dialect: dialect, on: connection)
    let isOnlyOurs = sent.allSatisfy { workers.isOnlyOurs($0.queue ?? "") }
    silence = isOnlyOurs ? Self.ownSilence : Self.rubySilence
    trial = CanaryTrial(
      jobs: sent.count, need: operation.plan.canary?.need ?? 1, silence: silence, deadline: .now + patience)
  }

  /// How many jobs the sample has.
  public var count: Int { trial.count }

  /// Looks once.
  public mutating func look() async throws(InspectorError) -> CanaryTrial {
    var seen = Seen(numbers: numbers)
    for queue in try await KeyNames(key: dialect.keys.queues, on: connection).texts {
      try await look(in: ListedJobs(queue: queue, dialect: dialect), &seen)
    }
    for source in dialect.delayedJobs() { try await look(in: source, &seen) }
    for incarnation in try await KeyNames(key: dialect.ownKeys.processes, with: "HKEYS", on: connection).texts {
      try await look(in: InFlightJobs(incarnation: incarnation, dialect: dialect), &seen)
    }
    for source in dialect.runningJobs() { try await look(in: source, &seen) }
    try await look(in: SnoozedJobs(dialect: dialect), &seen)
    try await lookAmongFailures(&seen)
    for source in dialect.delayedJobs() { try await look(in: source, &seen) }
    trial.see(seen.sightings(count: trial.count), at: .now)
    return trial
  }

  private func look(in source: any JobSource, _ seen: inout Seen) async throws(InspectorError) {
    var source = source
    do throws(InspectorError) {
      while let part = try await source.next(on: connection) {
        for job in part.jobs {
          let mark = CanaryMark(job, dialect: dialect)
          if numbers[mark] != nil { seen.note(mark, hasFailed: hasFailed(job, mark)) }
        }
      }
    } catch {
      // A key of another type holds no jobs.
      guard error.isWrongType else { throw error }
    }
  }

  /// Whether a job that is not among the failures is there because an attempt has failed.
  private func hasFailed(_ job: FoundJob, _ mark: CanaryMark) -> Bool {
    switch job.place {
    case .retry: true
    case .delayed(let second): second != dueTimes[mark]
    default: false
    }
  }

  /// Reads the sets of those that are given up, from the newest to what failed before the sample was sent.
  private func lookAmongFailures(_ seen: inout Seen) async throws(InspectorError) {
    let store = try dialect.failures(FailureChoice(), on: connection)
    for place in try await store.places() {
      var scan = FailureScan([place], on: connection)
      var isOlder = false
      while !isOlder, let chunk = try await scan.next() {
        for stored in chunk {
          let record = dialect.record(stored)
          if let time = record.latestFailure, time < sentAt {
            isOlder = isOlder || time < sentAt - Self.skewSeconds
            continue
          }
          let change = RequeueChange()
          guard let job = try? dialect.requeued(record, change, dueAt: nil, at: SidekiqTime(seconds: 0)) else {
            continue
          }
          let mark = CanaryMark(job.bytes, dialect: dialect)
          if numbers[mark] != nil { seen.note(mark, hasFailed: true) }
        }
      }
    }
  }

  private static func sent(
    _ operation: OperationRecord, _ operations: Operations
  ) async throws(InspectorError) -> [JournalRecord] {
    var sent: [JournalRecord] = []
    var latest: String?
    while true {
      let records = try await operations.journal(operation.id, after: latest)
      guard let last = records.last else { return sent }
      latest = last.position
      sent += records.filter { $0.event == .sent }
    }
  }

  /// The mark of a job that was sent: by its entry, or by what the journal says of its bytes.
  private static func mark(
    of sent: JournalRecord, _ change: RequeueChange, _ dialect: any InspectorDialect
  ) -> CanaryMark {
    let digest = CanaryMark.digest(sent.digest ?? [])
    guard let entry = sent.entry else { return digest }
    let record = dialect.record(StoredFailure(set: sent.set, bytes: entry, score: sent.score))
    guard let job = try? dialect.requeued(record, change, dueAt: nil, at: SidekiqTime(seconds: 0)) else {
      return digest
    }
    let mark = CanaryMark(job.bytes, dialect: dialect)
    if case .digest = mark { return digest }
    return mark
  }
}

/// What one look has found, by marks.
private struct Seen {
  let numbers: [CanaryMark: [Int]]
  private var failed: [CanaryMark: Int] = [:]
  private var underWay: [CanaryMark: Int] = [:]

  init(numbers: [CanaryMark: [Int]]) {
    self.numbers = numbers
  }

  mutating func note(_ mark: CanaryMark, hasFailed: Bool) {
    if hasFailed { failed[mark, default: 0] += 1 } else { underWay[mark, default: 0] += 1 }
  }

  /// Of equal jobs, as many have failed as were found among the failures.
  func sightings(count: Int) -> [CanaryTrial.Sighting] {
    var sightings = Array(repeating: CanaryTrial.Sighting.nowhere, count: count)
    for (mark, numbers) in numbers {
      let failures = failed[mark, default: 0]
      for (rank, number) in numbers.enumerated() {
        if rank < failures {
          sightings[number] = .failed
        } else if rank < failures + underWay[mark, default: 0] {
          sightings[number] = .underWay
        }
      }
    }
    return sightings
  }
}
