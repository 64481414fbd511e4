import LifeboatFormat
import LifeboatRedis

/// What a process says it is running, from the two hashes in which versions of Sidekiq say it.
struct WorkEntries {
  /// The entry of one thread.
  struct Entry {
    /// The thread's id.
    let thread: String
    /// What it runs; `nil` when that cannot be read.
    let work: SidekiqWork?
  }

  /// Sorted by thread.
  let all: [Entry]

  /// - Parameters:
  ///   - work: the hash of Sidekiq from 6.4.2 on.
  ///   - workers: that of older ones, which counts where the other is empty: whoever writes both writes the same.
  init(work: RedisValue, workers: RedisValue) {
    let fields = [work, workers].lazy.map { Array(($0.array ?? []).pairs()) }.first { !$0.isEmpty } ?? []
    all = fields.compactMap { thread, value in
      guard let name = thread.string, let bytes = value.bytes else { return nil }
      return Entry(thread: name, work: SidekiqWork(parsing: bytes))
    }.sorted { $0.thread < $1.thread }
  }
}
