import LifeboatRedis

/// Reads sets of failures of any size a chunk at a time, each set from its newest entry to its oldest. The next chunk is
/// fetched while somebody looks at the one before.
///
/// What arrives behind the place where it began is not met; what leaves meanwhile moves nothing.
public struct FailureScan: Sendable {
  /// What comes behind the chunk that was returned last.
  private var rest: FailurePages
  /// The first of the rest, on its way.
  private var ahead: Task<Result<Page, InspectorError>, Never>?

  private struct Page: Sendable {
    let entries: [StoredFailure]?
    let rest: FailurePages
  }

  /// A pass over these sets, one after the other.
  public init(_ places: [FailurePlace], on connection: RedisConnection) {
    rest = FailurePages(places, on: connection)
  }

  /// The next entries, the newest first; `nil` at the end. After an error the same entries can be asked for again.
  ///
  /// - Throws: ``InspectorError/redis(_:)``.
  public mutating func next() async throws(InspectorError) -> [StoredFailure]? {
    let fetching = ahead ?? Self.fetch(rest)
    ahead = nil
    let page = try await fetching.value.get()
    rest = page.rest
    if page.entries != nil { ahead = Self.fetch(rest) }
    return page.entries
  }

  private static func fetch(_ pages: FailurePages) -> Task<Result<Page, InspectorError>, Never> {
    Task {
      var rest = pages
      do throws(InspectorError) {
        let entries = try await rest.next()
        return .success(Page(entries: entries, rest: rest))
      } catch {
        return .failure(error)
      }
    }
  }
}
