import Lifeboat
import LifeboatInspector

extension InspectorError: ExitCoding {
  public var exit: AppExit {
    switch self {
    case .redis(let error): AppExit.code(for: error)
    case .notAnID, .sameQueue, .unknownSet, .noBackends, .badPattern: .usage
    case .noFailure, .ambiguousFailure, .noWorker, .ambiguousWorker, .unreadableSelection, .costlyPattern,
      .noOperation, .ambiguousOperation, .unreadableOperation:
      .error
    case .importElsewhere, .setChanged, .archive: .error
    case .operationLost: .partlyDone
    case .noRemote, .operationOver, .operationNotOver, .rewriteOfTwins: .refused
    }
  }
}

extension ClientError: ExitCoding {
  public var exit: AppExit {
    switch self {
    case .redis(let error): AppExit.code(for: error)
    // Not the code of a Redis that was never reached, after which scripts just repeat.
    case .inDoubt: .partlyDone
    case .arguments, .emptyClassName, .emptyQueue, .activeJobBytes, .emptyToken, .tokenNotKept, .refused:
      .usage
    case .notReplicated: .partlyDone
    case .middleware: .error
    }
  }
}
