/// A change of one place among a job's arguments.
public struct ArgumentEdit: Sendable, Equatable {
  /// What happens there.
  public enum Change: Sendable, Equatable {
    /// Something stands there afterwards, whatever did before: the bytes of a JSON value.
    case set([UInt8])
    /// The same, but only where nothing stands yet; `null` is something.
    case supply([UInt8])
    /// Nothing stands there afterwards.
    case drop
  }

  /// The argument's position from 0, then keys and positions within it.
  public let path: [String]
  /// What happens there.
  public let change: Change

  /// A change; the value is not checked.
  public init(_ path: [String], _ change: Change) {
    self.path = path
    self.change = change
  }

  /// The place as people write it: `1.locale`.
  public var place: String { path.joined(separator: ".") }
}
