import ArgumentParser
import Foundation
import Lifeboat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatCommand

/// What the flags mean in an app's Redis.
@Suite struct ResolvedSelectionTests {
  private func fail(_ numbers: Range<Int>, _ stage: Stage) throws -> [String] {
    var ids: [String] = []
    for number in numbers {
      let entry = #"{"payload":{"class":"Mail","args":[\#(number)]},"queue":"mail","error":"no"}"#
      try stage.call("RPUSH", "resque:failed", entry)
      ids.append(FailureID(entry: Array(entry.utf8), list: "failed").digits)
    }
    return ids
  }

  private func resolved(_ arguments: [String], ids: [String] = [], _ stage: Stage) async throws -> SelectedFailures {
    let global = try GlobalOptions.parse(["--redis", stage.redis.urlText])
    return try await ChangedSelectionFlags.parse(arguments).resolved(global, ids: ids)
  }

  private func matched(_ selected: SelectedFailures) async throws -> [String] {
    var found: [String] = []
    var scan = selected.scan
    while let chunk = try await scan.next() {
      for stored in chunk where try selected.filter.matches(selected.app.dialect.record(stored)) {
        found.append(stored.id.digits)
      }
    }
    return found
  }

  @Test func `ids are found by their first digits, and one given whole is not looked for`() async throws {
    let stage = try Stage()
    let ids = try fail(0..<1_200, stage)
    let unknown = String(repeating: "0", count: 32)
    let prefix = String(ids[1_000].uppercased().prefix(20))
    let selected = try await resolved(["--id", prefix, "--id", unknown], ids: [ids[7]], stage)
    #expect(selected.selection.ids == [unknown, ids[7], ids[1_000]])
    #expect(try await matched(selected) == [ids[1_000], ids[7]])
    #expect(selected.places == [FailurePlace(name: "failed", key: "resque:failed", kind: .list)])
  }

  @Test func `an id that names none or several is refused`() async throws {
    let stage = try Stage()
    let ids = try fail(0..<2_000, stage)
    await #expect(throws: InspectorError.noFailure(prefix: "00000000000")) {
      try await resolved(["--id", ids[0].prefix(30) + "", "--id", "00000000000"], stage)
    }
    let shared = try #require(Dictionary(grouping: ids) { $0.prefix(4) }.first { $0.value.count > 1 })
    let matches = shared.value.map { String($0.prefix(16)) }.sorted()
    await #expect(throws: InspectorError.ambiguousFailure(prefix: String(shared.key), matches: matches)) {
      try await resolved(["--id", String(shared.key)], stage)
    }
  }

  @Test func `a file gives ids, or the lines of failed ls`() async throws {
    let stage = try Stage()
    let ids = try fail(0..<5, stage)
    let file = try stage.write(
      "\(ids[0])\r\n\n  \(ids[1].prefix(12)) \n{\"list\":\"failed\",\"id\":\"\(ids[2])\"}\n", to: "ids.txt")
    #expect(try await matched(resolved(["--from-file", file], stage)) == [ids[2], ids[1], ids[0]])
    let empty = try stage.write("", to: "empty.txt")
    let none = try await resolved(["--from-file", empty], stage)
    #expect(none.selection.ids == [])
    #expect(try await matched(none).isEmpty)
  }

  @Test(arguments: [
    ("0011\n\nnonsense\n", "line 3: an id is made of hexadecimal digits\n  nonsense\n  ^"),
    ("001\n", "line 1: 001 is no id: expected at least 4 hexadecimal digits, as `failed ls` shows them"),
    ("{\"jid\":1}\n", "line 1: expected a failure's \"id\", as `failed ls -o jsonl` writes it"),
    ("{\"id\":\"00\n", "line 1: The payload is not valid JSON"),
  ])
  func `a line that gives no id is a usage error with its number`(text: String, reason: String) async throws {
    let stage = try Stage()
    let file = try stage.write(text, to: "ids.txt")
    let error = await #expect(throws: UsageError.self) { try await resolved(["--from-file", file], stage) }
    #expect(error?.description.hasPrefix("\(file), \(reason)") == true, "\(error?.description ?? "")")
  }

  @Test func `a file of 300,000 ids is read, whole or not`() async throws {
    let stage = try Stage()
    let ids = try fail(0..<100, stage)
    let others = (0..<300_000).map { String(repeating: "0", count: 26) + String($0 + 100_000) }
    let file = try stage.write((others + ids.map { String($0.prefix(24)) }).joined(separator: "\n"), to: "ids.txt")
    let selected = try await resolved(["--from-file", file], stage)
    #expect(selected.selection.ids?.count == 300_100)
    #expect(try await matched(selected) == ids.reversed())
  }

  @Test func `every failure is meant only with all, and all goes with no filter`() async throws {
    let stage = try Stage()
    let ids = try fail(0..<3, stage)
    let error = await #expect(throws: UsageError.self) { try await resolved(["--limit", "1", "--retried"], stage) }
    #expect(
      error?.description == "which failures? give an id, a filter such as --class or --message, or --all for every one")
    await #expect(throws: UsageError.self) { try await resolved(["--all", "--class", "Mail"], stage) }
    await #expect(throws: UsageError.self) { try await resolved(["--all"], ids: [ids[0]], stage) }
    let all = try await resolved(["--all", "--limit", "2"], stage)
    #expect(all.selection.limit == 2)
    #expect(try await matched(all).count == 3)
    #expect(throws: (any Error).self) { try ChangedSelectionFlags.parse(["--all", "--limit", "0"]) }
  }
}
