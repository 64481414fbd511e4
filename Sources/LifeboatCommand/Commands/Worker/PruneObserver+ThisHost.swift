import Lifeboat
import LifeboatInspector

extension PruneObserver {
  /// Who looks from this machine.
  static var thisHost: PruneObserver {
    PruneObserver(host: LocalHost.name) { pid in
      guard LocalProcess.exists(pid) else { return .none }
      // One that has ended and waits for its parent to take notice shows no command line.
      guard let process = LocalProcess(pid: pid), !process.commandLine.isEmpty else { return .unknown }
      if PruneJudge.isResque(process.commandLine) { return .resque(startedAt: process.startedAt) }
      return process.startedAt.map { .other(startedAt: $0) } ?? .unknown
    }
  }
}
