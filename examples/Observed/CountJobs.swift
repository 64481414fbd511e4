import Lifeboat
import Synchronization

/// Counts jobs by class and by what became of them.
struct CountJobs: JobMiddleware {
  let counters: Counters

  func run(_ context: JobContext, next: NextLink) async throws {
    do {
      try await next(context)
      counters.add("\(context.className) ok")
    } catch {
      counters.add("\(context.className) failed")
      throw error
    }
  }
}

/// Named counters. A real program has those of its metrics library here.
final class Counters: Sendable, CustomStringConvertible {
  private let counts = Mutex<[String: Int]>([:])

  func add(_ name: String) { counts.withLock { $0[name, default: 0] += 1 } }

  var description: String {
    counts.withLock { counts in
      counts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
    }
  }
}
