import Lifeboat
import LifeboatInspector

/// Conditions on arguments as people write them: `0=42`, `1.email=a@example.com`.
///
/// A dot or an equals sign within a key has a backslash before it, and so has a backslash.
enum ArgumentConditionText {
  /// - Throws: `UsageError` with the place of what was not expected.
  static func parse(_ text: String) throws -> ArgumentCondition {
    var path: [String] = []
    var step: [UInt8] = []
    var isEscaped = false
    let bytes = Array(text.utf8)
    for (offset, byte) in bytes.enumerated() {
      switch byte {
      case _ where isEscaped:
        step.append(byte)
        isEscaped = false
      case UInt8(ascii: "\\"): isEscaped = true
      case UInt8(ascii: "."), UInt8(ascii: "="):
        guard !step.isEmpty else { throw failure("a position or a key", offset, text) }
        path.append(String(decoding: step, as: UTF8.self))
        step = []
        if path.count == 1, Int(path[0]).map({ $0 < 0 }) ?? true {
          throw failure("an argument's position, from 0", 0, text)
        }
        guard byte == UInt8(ascii: "=") else { continue }
        return ArgumentCondition(path: path, value: String(decoding: bytes[(offset + 1)...], as: UTF8.self))
      default: step.append(byte)
      }
    }
    throw failure("= and a value", bytes.count, text)
  }

  private static func failure(_ expected: String, _ offset: Int, _ text: String) -> UsageError {
    .pointing("--arg is written like 0=42 or 1.email=a@example.com: \(expected) was expected", at: offset, in: text)
  }
}
