import Foundation

@testable import LifeboatFormat

/// What Ruby's systems stored, captured from them byte for byte.
///
/// `records.jsonl` holds every distinct payload, failed entry and working record of the captures;
/// `payloads-json-2.6.3.jsonl` what json 2.6.3 wrote for given arguments, and what it made of odd texts.
enum Captures {
  struct Line: Sendable {
    let kind: String
    let type: String
    let operation: String
    /// The file of captures that it comes from, which names the versions.
    let file: String
    let bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  static let records = load("records.jsonl")
  static let json263 = load("payloads-json-2.6.3.jsonl")

  static func records(_ kind: String) -> [Line] { records.filter { $0.kind == kind } }

  /// What Active Job stored in the scenario of this name, by the version of Rails.
  static func activeJob(_ kind: String, _ operation: String) -> [String: [Line]] {
    let lines = records(kind).filter { $0.file.hasPrefix("activejob-") && $0.operation == operation }
    return Dictionary(grouping: lines) { String($0.file.dropFirst("activejob-".count).prefix(3)) }
  }

  private static func load(_ name: String) -> [Line] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    guard let data = try? Data(contentsOf: folder.appending(path: "Fixtures/\(name)")) else { return [] }
    return data.split(separator: UInt8(ascii: "\n")).compactMap { line in
      guard let object = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any] else { return nil }
      let bytes =
        (object["value"] as? String).map { Array($0.utf8) }
        ?? (object["value_b64"] as? String).flatMap { Data(base64Encoded: $0) }.map(Array.init) ?? []
      return Line(
        kind: object["kind"] as? String ?? "", type: object["type"] as? String ?? "",
        operation: object["operation"] as? String ?? "", file: object["file"] as? String ?? "", bytes: bytes)
    }
  }
}

/// The bytes of a text.
func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// The text of bytes, for readable comparisons.
func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }

/// SplitMix64: the same numbers on every run.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
