import LifeboatFormat
import LifeboatRedis

/// The jobs of the failed lists that belong to queues, one list after the other.
struct QueueFailedJobs: JobSource {
  private let dialect: ResqueDialect
  /// The lists that are left, the next one last; `nil` until their names are known.
  private var lists: [String]?
  private var current: ListedJobs?

  init(dialect: ResqueDialect) {
    self.dialect = dialect
  }

  var key: String { dialect.keys.failedQueues }

  mutating func next(on connection: RedisConnection) async throws(InspectorError) -> JobSourcePart? {
    guard let names = lists else {
      let names = try await KeyNames(key: key, on: connection)
      lists = names.texts.filter { $0 != FailureBackend.listName }.reversed()
      return JobSourcePart(unreadable: names.unreadable)
    }
    if var list = current {
      do throws(InspectorError) {
        let part = try await list.next(on: connection)
        current = part == nil ? nil : list
        return part ?? JobSourcePart()
      } catch {
        current = nil
        guard error.isWrongType else { throw error }
        return JobSourcePart(unreadable: [.wrongType(list.key)])
      }
    }
    guard let name = names.last else { return nil }
    lists?.removeLast()
    current = ListedJobs(failedList: name, dialect: dialect)
    return JobSourcePart()
  }
}
