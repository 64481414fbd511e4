#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs one blocking piece of work on a thread made for it, so that the shared pool never waits.
enum OwnThread {
  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    /// Balances the `passRetained` in ``OwnThread/start(_:)``.
    static func perform(_ pointer: UnsafeMutableRawPointer) {
      Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body()
    }
  }

  /// - Returns: what `body` returned, once its thread is done with it.
  /// - Throws: ``CommandError/cannotStart(_:reason:)`` when the system has no thread left; `body` did not run then.
  static func run<Value: Sendable>(
    _ body: @escaping @Sendable () -> Value
  ) async throws(CommandError) -> Value {
    let result: Result<Value, CommandError> = await withCheckedContinuation { continuation in
      let status = start { continuation.resume(returning: .success(body())) }
      if status != 0 {
        let reason = String(cString: strerror(status))
        continuation.resume(returning: .failure(.cannotStart("a thread for a command", reason: reason)))
      }
    }
    return try result.get()
  }

  /// - Returns: 0, or the error number; then `body` will never be called.
  private static func start(_ body: @escaping @Sendable () -> Void) -> CInt {
    let work = Unmanaged.passRetained(Work(body))
    #if canImport(Darwin)
      var thread: pthread_t?
      let status = pthread_create(
        &thread, nil,
        { pointer in
          Work.perform(pointer)
          return nil
        }, work.toOpaque())
      if status == 0, let thread { pthread_detach(thread) }
    #else
      var thread = pthread_t()
      let status = pthread_create(
        &thread, nil,
        { pointer in
          if let pointer { Work.perform(pointer) }
          return nil
        }, work.toOpaque())
      if status == 0 { pthread_detach(thread) }
    #endif
    if status != 0 { work.release() }
    return status
  }
}
