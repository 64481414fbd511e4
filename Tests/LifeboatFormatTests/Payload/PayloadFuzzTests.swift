import Testing

@testable import LifeboatFormat

/// Mutated captures: nothing may crash, and what is accepted must keep its bytes through edits.
@Suite struct PayloadFuzzTests {
  private static let pieces = [
    "\"", "\\", "\\u", "\\ud83d", "{", "}", "[", "]", ",", ":", "/*", "*/", "//", "\n", "\u{0}", "é", "1e", "-", "0",
    "null", "\"class\":", "\"args\":", "\"a\":1,", ",\"a\":[]",
  ]

  @Test func `mutated payloads are accepted or refused, and edits keep other bytes`() throws {
    var random = SeededGenerator(state: 20_261_121)
    let originals = Captures.records("payload").map(\.bytes).filter { $0.count < 600 }
    var accepted = 0
    for _ in 0..<20_000 {
      guard var mutant = originals.randomElement(using: &random) else { break }
      for _ in 0..<Int.random(in: 1...3, using: &random) { mutate(&mutant, using: &random) }
      _ = RecordedPayload.embed(mutant)
      guard let payload = try? Payload(mutant) else { continue }
      accepted += 1
      check(payload)
    }
    #expect(accepted > 2_000)
  }

  private func check(_ payload: Payload) {
    let marker = bytes("\"MARKER\"")
    for field in ["class", "args", "absent"] {
      guard let edited = try? payload.replacing(field, with: marker) else {
        Issue.record("an edit of \(text(payload.bytes)) failed")
        continue
      }
      #expect(edited.slice(of: field)?.string == "MARKER")
      if let old = payload.slice(of: field), let new = edited.slice(of: field) {
        #expect(payload.bytes[..<old.range.lowerBound] == edited.bytes[..<new.range.lowerBound])
        #expect(payload.bytes[old.range.upperBound...].elementsEqual(edited.bytes[new.range.upperBound...]))
      }
      #expect(edited.removing(field).slice(of: field) == nil)
    }
    let added = try? payload.adding("absent2", bytes("1"))
    #expect(added?.bytes.count == payload.bytes.count + 11 + (payload.object.members.contains { _ in true } ? 1 : 0))
    let recorded = RecordedPayload.embed(payload.bytes)
    let original = (try? JSONSlice(parsing: recorded)).flatMap(RecordedPayload.original)
    #expect(original == payload.bytes)
  }

  private func mutate(_ bytes: inout [UInt8], using random: inout SeededGenerator) {
    let place = Int.random(in: 0...bytes.count, using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
    case 1 where place < bytes.count: bytes.remove(at: place)
    case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 0...8, using: &random)))
    default: bytes.insert(contentsOf: (Self.pieces.randomElement(using: &random) ?? "").utf8, at: place)
    }
  }
}
