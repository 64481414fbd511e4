import Testing

@testable import LifeboatFormat

/// Random edits of captured jobs: an entry still parses, and what isn't the failure's stays byte for byte.
@Suite struct SidekiqFuzzTests {
  private static let values = [
    "null", "true", "false", "\"3\"", "\"\"", "1.0", "-1", "0", "1e2", "[]", "{}", "99999999999999999999",
    "\"\\u0000\"",
    "1795252275948", "1795252275", "1795252275.5", "[\"x\",1.50]", "{\"k\":12345678901234567890}", "\"\\ud83d\\ude00\"",
  ]
  private static let fields = [
    "retry", "queue", "class", "args", "jid", "created_at", "enqueued_at", "tags", "backtrace", "retry_queue",
    "retry_for", "dead", "error_message", "error_class", "failed_at", "retried_at", "retry_count", "error_backtrace",
    "at", "bid", "zz", "a b", "r\\u0065try_count",
  ]
  /// What a failure or a poller may change.
  private static let ours: Set<String> = [
    "retry", "queue", "jid", "args", "tags", "retry_for", "error_message", "error_class", "failed_at", "retried_at",
    "retry_count", "error_backtrace", "at", "enqueued_at", "created_at",
  ]

  @Test func `entries of edited jobs parse, and unknown bytes stay`() throws {
    var random = SeededGenerator(state: 21_112_026)
    let originals = SidekiqCaptures.all.filter { $0.kind != "metrics" && $0.before.count < 900 }.map(\.before)
    #expect(originals.count > 300)
    let failure = SidekiqFailure(
      exception: "E::é", message: "a\0b", backtrace: ["x.rb:1"], at: SidekiqTime(microseconds: 1_795_252_255_250_000))
    var entries = 0
    var pushes = 0
    for _ in 0..<20_000 {
      guard var mutant = originals.randomElement(using: &random) else { break }
      for _ in 0..<Int.random(in: 1...4, using: &random) { mutant = edited(mutant, using: &random) }
      if let job = try? SidekiqPayload(mutant) {
        _ = failure.verdict(on: job)
        if let entry = failure.entry(of: job, queue: "q") {
          entries += 1
          try check(entry, of: job.payload)
        }
      }
      if let due = try? SidekiqDueEntry(mutant) {
        pushes += 1
        let payload = due.payload(at: failure.time)
        #expect(keptBytes(of: try Payload(payload)) == keptBytes(of: try Payload(mutant)))
        _ = try SidekiqPayload(due.retriedByHand(at: failure.time))
      }
    }
    #expect(entries > 5_000 && pushes > 3_000, "\(entries) \(pushes)")
  }

  private func check(_ entry: [UInt8], of payload: Payload) throws {
    #expect(keptBytes(of: try Payload(entry)) == keptBytes(of: payload))
    let job = try SidekiqPayload(entry)
    #expect(job.failures != .none && job.failures != .unreadable)
    #expect(job.failedAt != nil && job.jid != nil && job.errorClass == "E::é" && job.errorMessage == "a\0b")
    // Whatever stands in the retry set, a Ruby poller takes it and pushes it.
    _ = try SidekiqDueEntry(entry)
    let retryFor = job.payload.slice(of: "retry_for")
    #expect(retryFor?.isTruthy != true || retryFor?.double.map { $0 <= 1e9 } == true)
  }

  /// Every member that is no field of ours, key and value as they are written.
  private func keptBytes(of payload: Payload) -> [String] {
    payload.object.members.filter { !Self.ours.contains($0.key) }.map { $0.key + ":" + text($0.value.bytes) }
  }

  private func edited(_ bytes: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
    guard let payload = try? Payload(bytes) else { return bytes }
    let field = Self.fields.randomElement(using: &random) ?? "zz"
    let value = Self.values.randomElement(using: &random) ?? "null"
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return payload.removing(field).bytes
    case 1:
      // A key as it may be spelled, escapes and all; perhaps for the second time.
      var twice = bytes
      let place = payload.objectRange.lowerBound + 1
      twice.insert(contentsOf: Array("\"\(field)\" : \(value),".utf8), at: place)
      return twice
    case 2:
      var noisy = bytes
      noisy[Int.random(in: noisy.indices, using: &random)] = UInt8.random(in: 0x20...0x7E, using: &random)
      return noisy
    default: return (try? payload.replacing(field, with: Array(value.utf8)))?.bytes ?? bytes
    }
  }
}
