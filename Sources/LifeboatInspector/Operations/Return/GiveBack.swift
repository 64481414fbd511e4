import LifeboatFormat
import LifeboatRedis

/// Gives entries that an operation holds back to the set that they are from, the newest first.
///
/// In a list they come to the head, in their order: in front of what was recorded meanwhile. In a sorted set they have their scores
/// again; what Ruby would drop from a dead set goes to the overflow list instead, where every `failed` command sees it.
struct GiveBack: Sendable {
  let hold: OperationHold
  let place: FailurePlace
  /// The operation's key that holds them.
  let from: String
  /// Which counter counts them.
  var counter: OperationCounts.Field?

  /// Gives some back.
  ///
  /// - Returns: whether there are none left.
  func step() async throws(InspectorError) -> Bool {
    let values =
      switch place.kind {
      case .list: try await hold.run(.giveBackList, keys: [from, place.key], arguments)
      case .sortedSet:
        try await hold.run(
          .giveBackMembers, keys: [from, place.key, hold.keys.overflow],
          arguments + [place.deadLimit, place.deadSeconds])
      }
    return values?.first?.int == 0
  }

  /// Gives them back until none are left, or so many steps were made.
  ///
  /// - Returns: whether there are none left.
  func steps(_ most: Int) async throws(InspectorError) -> Bool {
    for _ in 0..<most where try await step() { return true }
    return false
  }

  private var arguments: [any RedisArgument] {
    [OperationHold.mostInStep, OperationHold.mostBytesInStep, counter?.rawValue ?? ""]
  }
}
