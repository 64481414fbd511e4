import Foundation
import LifeboatRedis

extension Stage {
  /// An entry of Resque's failed list as Ruby writes it.
  static func entry(
    _ number: Int, className: String = "Mail", queue: String = "mail", error: String = "RuntimeError",
    extra: String = ""
  ) -> String {
    #"{"failed_at":"2026/01/02 03:04:05 UTC","payload":{"class":"\#(className)","args":[\#(number)]},"#
      + #""exception":"\#(error)","error":"no","backtrace":["a.rb:1"],"worker":"h:1:mail","queue":"\#(queue)"\#(extra)}"#
  }

  /// The job of such an entry.
  static func job(_ number: Int, className: String = "Mail") -> String {
    #"{"class":"\#(className)","args":[\#(number)]}"#
  }

  /// Adds entries to the failed list.
  func fail(_ entries: [String]) throws {
    for start in stride(from: 0, to: entries.count, by: 1_000) {
      var push = RedisCommand("RPUSH", "resque:failed")
      for entry in entries[start..<min(start + 1_000, entries.count)] { push.append(entry) }
      _ = try session.call(push)
    }
  }

  /// Adds one entry for each number.
  func fail(_ numbers: Range<Int>, className: String = "Mail", queue: String = "mail") throws {
    try fail(numbers.map { Self.entry($0, className: className, queue: queue) })
  }

  /// How many jobs wait in a queue.
  func waiting(in queue: String = "mail") throws -> Int { try call("LLEN", "resque:queue:\(queue)").int ?? 0 }

  /// The operations, the newest first.
  func operations() async throws -> [[String: Any]] {
    try await lifeboat("op", "ls", "-o", "jsonl").output.split(separator: "\n").map {
      try json(String($0)) as? [String: Any] ?? [:]
    }
  }

  /// The only operation.
  func operation() async throws -> [String: Any] { try await operations().first ?? [:] }

  /// Every key of an operation's that holds failures.
  func heldKeys() throws -> [String] {
    try call("KEYS", "*lifeboat:*:op:*").array?.compactMap(\.string).filter { key in
      ["source", "todo", "sample", "kept"].contains { key.contains(":\($0):") }
    } ?? []
  }
}
