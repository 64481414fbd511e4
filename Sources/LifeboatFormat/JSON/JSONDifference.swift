/// A place in which two JSON values differ.
public struct JSONDifference: Sendable {
  /// Keys and positions from the outside in.
  public let path: [String]
  /// What stands there on the one side; `nil` when nothing does.
  public let left: JSONSlice?
  /// What stands there on the other.
  public let right: JSONSlice?

  /// How many differences are found at most.
  public static let most = 1_000

  /// The places in which two values differ, from the first to the last of the left value's, then what only the right one
  /// has. How values are written doesn't count, see ``JSONSlice/hasSameValue(as:)``.
  public static func between(_ left: JSONSlice, _ right: JSONSlice) -> [JSONDifference] {
    var found: [JSONDifference] = []
    collect(left, right, path: [], into: &found)
    return found
  }

  private static func collect(
    _ left: JSONSlice?, _ right: JSONSlice?, path: [String], into found: inout [JSONDifference]
  ) {
    guard found.count < most else { return }
    guard let left, let right, left.kind == right.kind, left.kind == .array || left.kind == .object else {
      if let left, let right, left.hasSameValue(as: right) { return }
      found.append(JSONDifference(path: path, left: left, right: right))
      return
    }
    if left.kind == .array {
      let (mine, others) = (Array(left.elements), Array(right.elements))
      for index in 0..<max(mine.count, others.count) {
        collect(
          index < mine.count ? mine[index] : nil, index < others.count ? others[index] : nil, path: path + ["\(index)"],
          into: &found)
      }
    } else {
      let (mine, others) = (Fields(left), Fields(right))
      for key in mine.order { collect(mine[key], others[key], path: path + [text(key)], into: &found) }
      for key in others.order where mine[key] == nil {
        collect(nil, others[key], path: path + [text(key)], into: &found)
      }
    }
  }

  private static func text(_ key: [UInt8]) -> String { String(decoding: key, as: UTF8.self) }

  /// The members of an object by their keys' bytes; of equal keys the last counts.
  private struct Fields {
    private(set) var order: [[UInt8]] = []
    private var values: [[UInt8]: JSONSlice] = [:]

    init(_ object: JSONSlice) {
      for member in object.members {
        let key = Array(member.key.utf8)
        if values.updateValue(member.value, forKey: key) == nil { order.append(key) }
      }
    }

    subscript(key: [UInt8]) -> JSONSlice? { values[key] }
  }
}
