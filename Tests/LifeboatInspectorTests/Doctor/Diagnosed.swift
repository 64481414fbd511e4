import Foundation
import LifeboatFormat
import LifeboatInspector
import LifeboatRedis

/// A checkup as a test runs it: on a host of no workers, by the machine's clock unless told.
func checkup(
  _ dialect: any InspectorDialect, on connection: RedisConnection, clockAhead seconds: Double = 0
) -> Checkup {
  Checkup(
    connection: connection, dialect: dialect, observer: PruneObserver(host: "elsewhere") { _ in .unknown },
    clock: { wallClock() + seconds })
}

extension App {
  /// What one check finds.
  func findings(_ check: String, clockAhead seconds: Double = 0) async throws -> [Finding] {
    try await checkup(dialect, on: connection, clockAhead: seconds).run(only: [check]).map(\.finding)
  }

  /// The sentences of what it finds, with their levels.
  func diagnosis(_ check: String) async throws -> [String] {
    try await findings(check).map { "\($0.level.rawValue): \($0.sentence)" }
  }
}

extension SidekiqApp {
  /// The sentences of what one check finds, with their levels.
  func diagnosis(_ check: String) async throws -> [String] {
    try await checkup(dialect, on: connection).run(only: [check]).map {
      "\($0.finding.level.rawValue): \($0.finding.sentence)"
    }
  }
}

/// The seconds since 1970 by this machine's clock.
func wallClock() -> Double {
  var now = timespec()
  clock_gettime(CLOCK_REALTIME, &now)
  return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
}
