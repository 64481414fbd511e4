import LifeboatFormat
import LifeboatInspector
import Testing

@Suite struct FailureDifferenceTests {
  private func failure(_ args: String, error: String = "no", frames: [String] = ["a", "b", "c"]) -> Failure {
    let entry = ResqueFailure.encode(
      payload: Array(#"{"class":"Charge","args":\#(args)}"#.utf8), queue: "mail", worker: "h:1:mail",
      exception: "IOError", error: error, backtrace: frames, failedAt: 0)
    return ResqueDialect().failure(StoredFailure(set: "failed", bytes: entry))
  }

  private func lines(_ parts: [FailureDifference.Part]) -> [String] {
    parts.filter { !$0.isSame }.map { "\($0.name) \($0.left ?? "-") \($0.right ?? "-")" }
  }

  @Test func `only what differs is a difference`() {
    let difference = FailureDifference(failure("[1,{\"to\":\"a\"}]"), failure("[1,{\"to\":\"b\"}]", error: "yes"))
    #expect(lines(difference.parts) == ["error no yes", #"args.1.to "a" "b""#])
    #expect(difference.parts.filter(\.isSame).map(\.name) == ["class", "queue", "exception", "failed_at", "worker"])
    #expect(difference.frames.map(\.left) == ["a", "b", "c"])
    #expect(difference.frames.map(\.isSame) == [true, true, true])
  }

  @Test func `frames are aligned`() {
    let difference = FailureDifference(
      failure("[]", frames: ["a", "b", "c", "d"]), failure("[]", frames: ["x", "b", "d", "e"]))
    #expect(
      difference.frames.map { "\($0.left ?? "-")\($0.right ?? "-")" } == ["a-", "-x", "bb", "c-", "dd", "-e"])
    let long = (0..<2_000).map { "\($0)" }
    #expect(FailureDifference(failure("[]", frames: long), failure("[]", frames: ["y"] + long)).frames.count > 2_000)
  }

  @Test func `the fields that a failure leaves in a job of Sidekiq's are not told twice`() {
    func dead(_ fields: String) -> Failure {
      let entry = Array(#"{"class":"A","queue":"q","args":[],"jid":"j",\#(fields)}"#.utf8)
      return SidekiqDialect().failure(StoredFailure(set: "dead", bytes: entry, score: "1"))
    }
    let difference = FailureDifference(
      dead(#""error_class":"E","failed_at":1.5,"retry_count":0"#),
      dead(#""error_class":"F","failed_at":2.5,"retry_count":3"#))
    #expect(lines(difference.parts) == ["exception E F", "failed_at 1.5 2.5", "retry_count 0 3"])
  }

  @Test func `an entry that cannot be read differs by what is wrong with it`() {
    let broken = ResqueDialect().failure(StoredFailure(set: "failed", bytes: Array("x".utf8)))
    let difference = FailureDifference(broken, failure("[]"))
    #expect(lines(difference.parts).last?.hasPrefix("job - {") ?? false)
    #expect(FailureDifference(broken, broken).parts.map(\.name) == ["malformed"])
  }
}
