import LifeboatRedis
import Testing

@testable import LifeboatInspector

@Suite(.timeLimit(.minutes(10))) struct EntryWindowsTests {
  private let app: App

  init() throws {
    app = try App()
  }

  /// Pushes 300 entries of a byte, then 300 of 50 kB: 15 MB in the second window.
  private func pushMixedSizes() throws {
    let small = RedisCommand(["RPUSH", "todo"] + (0..<300).map { "\($0)" })
    let large = RedisCommand(["RPUSH", "todo"] + (300..<600).map { "\($0) " + String(repeating: "x", count: 50_000) })
    _ = try app.session.pipeline([small, large])
  }

  private func windows(from end: EntryWindows.End) -> EntryWindows {
    EntryWindows(connection: app.connection, set: "failed", key: "todo", kind: .list, end: end)
  }

  @Test(arguments: [EntryWindows.End.oldest, .newest]) func `what is read in windows is the list, whole and in order`(
    end: EntryWindows.End
  ) async throws {
    try pushMixedSizes()
    let windows = windows(from: end)
    var left = try await windows.count()
    var read: [[UInt8]] = []
    var previous: [StoredFailure] = []
    while left > 0 {
      previous = try await windows.read(left: left, most: 300, after: previous)
      try #require(!previous.isEmpty)
      read += previous.map(\.bytes)
      left -= previous.count
    }
    let list = try app.list("todo")
    #expect(read == (end == .oldest ? list : list.reversed()))
  }

  @Test func `a window of large entries behind one of small ones is no larger than a step`() async throws {
    try pushMixedSizes()
    let windows = windows(from: .oldest)
    let small = try await windows.read(left: 600, most: 300)
    #expect(small.count == 300)
    let large = try await windows.read(left: 300, most: 300, after: small)
    #expect(large.count == OperationHold.mostBytesInStep / 50_000 + 1)
  }
}
