/// What an operation does with each entry.
public enum OperationKind: String, Sendable {
  /// Its job goes back to work.
  case requeue
  /// It goes.
  case remove
  /// It changes and stays among the failures.
  case map
}
