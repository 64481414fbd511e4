import Foundation

/// What Ruby's Sidekiq stored, captured from 6.4.1, 6.5.12, 7.3.9 and 8.1.7 byte for byte.
///
/// Kinds: `failure` (a job before and after an attempt that failed), `payload` (an odd job put on a queue, and what a
/// server made of it), `poller` (an odd entry of the schedule, and what a poller made of it), `producer` and `activejob`
/// (new jobs), `info`, `work`, and `metrics` (commands).
enum SidekiqCaptures {
  struct Line: Sendable {
    let kind: String
    let version: String
    let operation: String
    let key: String
    let queue: String
    /// `LOST` when the job was in no key afterwards.
    let outcome: String
    let before: [UInt8]
    let after: [UInt8]?

    /// In which form the version writes times.
    var isMilliseconds: Bool { version.hasPrefix("8") }
    var beforeText: String { String(decoding: before, as: UTF8.self) }
    var afterText: String { String(decoding: after ?? [], as: UTF8.self) }
  }

  static let all = load()

  static func lines(_ kind: String) -> [Line] { all.filter { $0.kind == kind } }

  private static func load() -> [Line] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    guard let data = try? Data(contentsOf: folder.appending(path: "Fixtures/sidekiq.jsonl")) else { return [] }
    return data.split(separator: UInt8(ascii: "\n")).compactMap { line in
      guard let object = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any] else { return nil }
      func text(_ key: String) -> String { object[key] as? String ?? "" }
      func bytes(_ key: String) -> [UInt8]? {
        (object[key] as? String).map { Array($0.utf8) }
          ?? (object[key + "_b64"] as? String).flatMap { Data(base64Encoded: $0) }.map(Array.init)
      }
      return Line(
        kind: text("kind"), version: text("version"), operation: text("operation"), key: text("key"),
        queue: text("queue"), outcome: text("outcome"), before: bytes("before") ?? [], after: bytes("after"))
    }
  }
}
