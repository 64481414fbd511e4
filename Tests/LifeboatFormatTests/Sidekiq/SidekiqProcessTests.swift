import Testing

@testable import LifeboatFormat

@Suite struct SidekiqProcessTests {
  @Test func `an identity is host, pid and nonce`() throws {
    var random = SeededGenerator(state: 3)
    let made = SidekiqIdentity(host: "web-1", pid: 42, using: &random)
    #expect(made.nonce.utf8.count == 12)
    #expect(SidekiqIdentity(parsing: made.description) == made)
    let other = try #require(SidekiqIdentity(parsing: "fe80::1:4242:0123456789ab"))
    #expect(other.host == "fe80::1" && other.pid == 4_242 && other.nonce == "0123456789ab")
    #expect(SidekiqIdentity(parsing: ":1:a")?.host == "")
    for broken in ["", "h", "h:1", "h:x:a", "h:1:", "1:a", "::"] { #expect(SidekiqIdentity(parsing: broken) == nil) }
  }

  @Test func `a record has the fields of every version in their order`() {
    let info = SidekiqProcessInfo(
      identity: SidekiqIdentity(host: "web-1", pid: 4_242, nonce: "0123456789ab"),
      startedAt: SidekiqTime(microseconds: 1_795_252_386_467_963),
      capsules: [SidekiqCapsule(concurrency: 7, mode: .strict, queues: [.init("default"), .init("low")])],
      version: "7.3.9")
    // The record of the format's description, which all four versions show.
    #expect(
      text(info.encode()) == #"{"hostname":"web-1","started_at":1795252386.467963,"pid":4242,"tag":"","concurrency":7,"#
        + #""capsules":{"default":{"concurrency":7,"mode":"strict","weights":{"default":0,"low":0}}},"#
        + #""queues":["default","low"],"weights":[{"default":0,"low":0}],"labels":[],"#
        + #""identity":"web-1:4242:0123456789ab","version":"7.3.9","embedded":false}"#)
  }

  @Test func `several capsules are one process`() throws {
    let info = SidekiqProcessInfo(
      identity: SidekiqIdentity(host: "h", pid: 1, nonce: "a"), startedAt: SidekiqTime(seconds: 5), tag: "app",
      capsules: [
        SidekiqCapsule(concurrency: 3, mode: .weighted, queues: [.init("a", weight: 2), .init("b: \"é", weight: 1)]),
        SidekiqCapsule(name: "slow", concurrency: 2, mode: .random, queues: [.init("a", weight: 1)]),
      ], labels: ["x"], version: "8.1.7", isEmbedded: true)
    #expect(info.concurrency == 5 && info.queues == ["a", "b: \"é"])
    let read = SidekiqProcess(member: "h:1:a", fields: ["info": info.encode()])
    #expect(read.queues == ["a", "b: \"é"] && read.concurrency == 5 && read.isEmbedded && read.labels == ["x"])
    #expect(read.weights == [.init("a", weight: 2), .init("b: \"é", weight: 1), .init("a", weight: 1)])
    #expect(read.startedAt?.text == "5.0" && read.tag == "app" && read.version == "8.1.7")
  }

  @Test func `every captured record is read`() throws {
    for line in SidekiqCaptures.lines("info") {
      let process = SidekiqProcess(member: line.key, fields: ["info": line.before])
      #expect(process.isReadable && process.identity == line.key)
      #expect(process.host == "worker-host" && process.pid == SidekiqIdentity(parsing: line.key)?.pid)
      #expect(process.startedAt != nil && !process.queues.isEmpty)
      // 8.1 says how many only in the hash, but its capsules add up.
      #expect(process.concurrency.map { $0 > 0 } == true, "\(line.beforeText)")
      #expect(process.weights.isEmpty == line.version.hasPrefix("6"))
      #expect((process.version ?? line.version) == line.version)
    }
  }

  @Test func `the fields beside the info are read`() {
    let fields = [
      "info": #"{"hostname":"h","pid":5,"concurrency":3,"identity":"other:5:b"}"#, "concurrency": "7", "busy": "2",
      "beat": "1795252396.4711382", "rtt_us": "184", "quiet": "true", "rss": "26944", "zzz": "1",
    ].mapValues { bytes($0) }
    let process = SidekiqProcess(member: "h:5:a", fields: fields)
    #expect(process.identity == "other:5:b" && process.concurrency == 7 && process.busy == 2)
    #expect(process.beat?.text == "1795252396.4711382" && process.roundTrip == 184 && process.rss == 26_944)
    #expect(process.isQuiet)
  }

  @Test(arguments: [
    "{}", "null", "[]", "{bad", "", #""x""#,
    #"{"hostname":null,"started_at":"x","pid":"5","tag":5,"concurrency":null,"capsules":[],"queues":"q","weights":{},"#
      + #""labels":null,"identity":null,"version":[],"embedded":"yes"}"#,
    #"{"capsules":{"a":null,"b":{"concurrency":"x","weights":[1]}},"queues":[null,5,{}],"weights":[null,5],"pid":1e99}"#,
  ])
  func `null, missing and odd fields are nothing`(info: String) {
    let odd = bytes("\u{fffd}") + [0xFF]
    let process = SidekiqProcess(
      member: "box:9:ab", fields: ["info": bytes(info), "busy": odd, "beat": odd, "quiet": bytes("1"), "rss": []])
    #expect(process.hasInfo && process.identity == "box:9:ab" && process.host == "box" && process.pid == 9)
    #expect(process.queues.isEmpty && process.weights.isEmpty && process.labels.isEmpty)
    #expect(process.concurrency == nil && process.startedAt == nil && process.tag == nil && process.version == nil)
    #expect(process.busy == nil && process.beat == nil && process.rss == nil && process.roundTrip == nil)
    #expect(!process.isQuiet && !process.isEmbedded)
    let none = SidekiqProcess(member: "x", fields: [:])
    #expect(!none.hasInfo && !none.isReadable && none.host == nil && none.pid == nil && none.identity == "x")
  }
}
