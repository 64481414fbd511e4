import ArgumentParser
import LifeboatFormat
import LifeboatRedis
import LifeboatWorker
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs a worker as a program does: flags to configuration, signals to messages, until it has left.
public enum WorkRun {
  /// Works, and blocks the calling thread, until the worker has stopped. Call ``SignalThread/block()`` before anything else.
  ///
  /// - Parameter configure: registers jobs, before the flags are applied.
  public static func run(
    _ options: WorkOptions, configure: (inout WorkerConfiguration) throws -> Void
  ) async throws {
    let logger = options.logger()
    let localhost = try RedisURL("redis://localhost:6379")
    var configuration = WorkerConfiguration(source: Source(redis: localhost, queues: []), logger: logger)
    try configure(&configuration)
    try await options.apply(to: &configuration)
    let worker: Worker
    do {
      worker = try Worker(configuration)
    } catch {
      throw ValidationError(error.description)
    }
    handleSignals(of: worker, timeout: configuration.stopTimeout)
    try wait(for: worker)
  }

  /// The words of design: `TSTP` and `USR2` quiet, `CONT` work again, `TERM` and `INT` stop, `QUIT` stops with no limit,
  /// `TTIN` logs what runs. `USR1`, `HUP` and `PIPE` do nothing, and above all do not kill.
  private static func handleSignals(of worker: Worker, timeout: Duration) {
    let interrupts = Mutex(0)
    SignalThread.start { number in
      switch number {
      case SIGTSTP, SIGUSR2: worker.quiet()
      case SIGCONT: worker.resume()
      case SIGTTIN: worker.logRunning()
      case SIGQUIT: worker.stop(within: nil)
      case SIGTERM: worker.stop(within: timeout)
      case SIGINT:
        // Whoever presses Ctrl-C twice does not want to wait.
        let count = interrupts.withLock { count in
          count += 1
          return count
        }
        worker.stop(within: count == 1 ? timeout : .zero)
      default: break
      }
    }
  }

  /// Waits on this thread, not on the shared pool: jobs that block the pool cannot keep a worker from leaving.
  private static func wait(for worker: Worker) throws {
    let outcome = Mutex<Result<Void, any Error>?>(nil)
    let isOver = Wakeup()
    Task.detached {
      let result: Result<Void, any Error>
      do { result = .success(try await worker.run()) } catch { result = .failure(error) }
      outcome.withLock { $0 = result }
      isOver.signal()
    }
    worker.waitUntilLeft()
    // The other loops end within a moment; where they cannot, they hold nothing that matters.
    isOver.wait(for: .seconds(2))
    try outcome.withLock { $0 }?.get()
  }
}
