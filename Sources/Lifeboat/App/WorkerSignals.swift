import LifeboatWorker
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What each signal means to a worker: `TSTP` and `USR2` quiet, `CONT` work again, `TERM` and `INT` stop, `QUIT` stops with no
/// limit, `TTIN` logs what runs. `USR1`, `HUP` and `PIPE` do nothing, and above all do not kill.
///
/// While there is no worker yet, because Redis is waited for, those that stop end the program; the others are kept for it.
final class WorkerSignals: Sendable {
  private struct State {
    var worker: Worker?
    var timeout = Duration.zero
    var early: [Int32] = []
    var interrupts = 0
  }

  private let state = Mutex(State())

  /// Begins to listen.
  func listen() {
    SignalThread.start { number in self.receive(number) }
  }

  /// Hands the signals to a worker, first those that came before it.
  ///
  /// - Parameter timeout: how long a stop waits.
  func reach(_ worker: Worker, timeout: Duration) {
    state.withLock { state in
      state.worker = worker
      state.timeout = timeout
      for number in state.early { Self.tell(worker, number, &state) }
      state.early = []
    }
  }

  private func receive(_ number: Int32) {
    state.withLock { state in
      if let worker = state.worker {
        Self.tell(worker, number, &state)
      } else if [SIGTERM, SIGINT, SIGQUIT].contains(number) {
        exit(AppExit.done.rawValue)
      } else {
        state.early.append(number)
      }
    }
  }

  private static func tell(_ worker: Worker, _ number: Int32, _ state: inout State) {
    switch number {
    case SIGTSTP, SIGUSR2: worker.quiet()
    case SIGCONT: worker.resume()
    case SIGTTIN: worker.logRunning()
    case SIGQUIT: worker.stop(within: nil)
    case SIGTERM: worker.stop(within: state.timeout)
    case SIGINT:
      // Whoever presses Ctrl-C twice does not want to wait.
      state.interrupts += 1
      worker.stop(within: state.interrupts == 1 ? state.timeout : .zero)
    default: break
    }
  }
}
