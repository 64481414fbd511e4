import ArgumentParser
import Lifeboat
import LifeboatFormat
import LifeboatInspector

extension AccessRole {
  /// The commands that a viewer can run: all that change nothing.
  private static let viewing: [any ParsableCommand.Type] = [
    StatusCommand.self, QueueListCommand.self, QueueShowCommand.self, JobFindCommand.self, JobWhereCommand.self,
    WorkerListCommand.self, FailedListCommand.self, FailedShowCommand.self, FailedDiffCommand.self,
    FailedCountCommand.self, FailedTopCommand.self, FailedExportCommand.self, OperationListCommand.self,
    OperationShowCommand.self, OperationLogCommand.self, DoctorCommand.self,
  ]

  /// The least role whose rule a command needs.
  static func needed(by command: any ParsableCommand.Type) -> AccessRole {
    if command == WorkCommand.self { return .worker }
    return viewing.contains { $0 == command } ? .viewer : .tool
  }
}

/// Redis's access list forbids what a command needs: its sentence, and which role may do it.
struct ForbiddenByRedis: ExitCoding, CustomStringConvertible {
  let description: String
  let exit = AppExit.refused

  /// `nil` for an error of another kind.
  init?(_ error: any Error, command: any ParsableCommand.Type) {
    let cause: RedisError? =
      switch error {
      case let error as RedisError: error
      case InspectorError.redis(let error): error
      case ClientError.redis(let error): error
      default: nil
      }
    guard let cause, cause.isForbidden else { return nil }
    let role = AccessRole.needed(by: command).rawValue
    description = "\(cause)\nThis command needs the role \(role): `lifeboat acl \(role)` prints its rule."
  }
}
