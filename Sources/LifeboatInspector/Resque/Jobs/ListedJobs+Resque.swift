import LifeboatFormat
import LifeboatRedis

extension ListedJobs {
  /// The jobs that are due in one second since 1970.
  init(delayedUntil second: Int, dialect: ResqueDialect) {
    self.init(key: dialect.keys.delayed(at: second)) { element in
      let queue = (try? Payload(element.bytes))?.slice(of: "queue")?.string
      return FoundJob(place: .delayed(until: second), queue: queue, bytes: element.bytes, dialect: dialect)
    }
  }

  /// The jobs of a failed list's entries.
  init(failedList list: String, dialect: ResqueDialect) {
    self.init(key: dialect.keys.failed(list: list)) { element in
      let failure = FailedEntry(bytes: element.bytes, list: list)
      return FoundJob(
        place: .failed(list: list, id: failure.id), queue: failure.entry.queue, bytes: failure.job ?? element.bytes,
        dialect: dialect)
    }
  }
}
