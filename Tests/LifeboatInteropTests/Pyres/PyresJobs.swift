import Lifeboat
import Synchronization

/// A job that pyres and Swift both run: in Python it is `Note.perform(number, text, ratio, tags, note)`.
struct PyresNote: Job, Equatable {
  static let className = "pyres_jobs.Note"
  static let queue = "python"

  var number: Int
  var text: String
  var ratio: Double
  var tags: [String: Bool?]
  var note: String?

  /// What was performed, for the one test that runs this type.
  static let performed = Mutex<[PyresNote]>([])

  func perform(_ context: JobContext) async throws {
    Self.performed.withLock { $0.append(self) }
  }
}
