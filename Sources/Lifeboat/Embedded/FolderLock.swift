#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Lets one process at a time start, stop or reset the private Redis of a folder; the system frees it when its holder
/// dies.
enum FolderLock {
  /// Runs `body` once it is our turn, for which it waits at most 30 seconds.
  static func hold<Value>(
    _ folder: PrivateFolder,
    _ body: () async throws(EmbeddedRedisError) -> Value
  ) async throws(EmbeddedRedisError) -> Value {
    let descriptor = open(folder.lockFile, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw .unusableFolder(folder.path, reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    let deadline = ContinuousClock.now + .seconds(30)
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      // Cancellation ends the wait too.
      guard ContinuousClock.now < deadline, (try? await Task.sleep(for: .milliseconds(20))) != nil else {
        throw .busy(folder.path)
      }
    }
    return try await body()
  }
}
