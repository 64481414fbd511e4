import LifeboatInspector
import Testing

@Suite struct FailurePrefixesTests {
  private let ids = (0..<500).map { FailureID(entry: Array("entry \($0)".utf8), list: "failed") }

  private func whole(_ prefixes: [String]) throws -> [FailureID] {
    var search = FailurePrefixes(prefixes)
    for id in ids + ids { search.add(id) }
    return try search.whole()
  }

  @Test func `beginnings of any length find their ids, in their order`() throws {
    let wanted = [ids[499], ids[0], ids[250], ids[0]]
    #expect(try whole(zip(wanted, [12, 32, 16, 9]).map { String($0.digits.prefix($1)) }) == wanted)
    #expect(try whole([]) == [])
  }

  @Test func `a beginning that several share, or none has, is refused`() throws {
    #expect(throws: InspectorError.noFailure(prefix: "00000000")) { try whole([ids[0].digits, "00000000"]) }
    let groups = Dictionary(
      grouping: (0..<5_000).map { FailureID(entry: [UInt8($0 & 255), UInt8($0 >> 8)], list: "f") }
    ) {
      $0.digits.prefix(4)
    }
    let (prefix, shared) = try #require(groups.first { $0.value.count == 2 })
    var search = FailurePrefixes([String(prefix)])
    for id in shared { search.add(id) }
    let matches = shared.map { String($0.digits.prefix(16)) }.sorted()
    #expect(throws: InspectorError.ambiguousFailure(prefix: String(prefix), matches: matches)) { try search.whole() }
  }
}
