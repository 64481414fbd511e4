import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatClient

struct NewActiveJobTests {
  private struct Welcome: EnqueueableJob {
    static let className = "WelcomeJob"
    static let isActiveJob = true
    var user = GlobalID(app: "shop", model: "User", id: "5")
    var note: String?
  }

  private func envelope(_ job: NewJob) throws -> ActiveJobEnvelope {
    let now = ActiveJobTime.now
    let record = try ResqueDialect().read(ResqueDialect().encode(job.draft(at: now), at: now))
    return try #require(record.activeJob)
  }

  private func arguments(_ job: NewJob) throws -> String {
    String(decoding: try #require(try envelope(job).arguments).bytes, as: UTF8.self)
  }

  @Test func `a typed job is enqueued as the Active Job that it says to be`() throws {
    let job = try NewJob(Welcome())
    #expect(try arguments(job) == #"[{"_aj_globalid":"gid://shop/User/5"}]"#)
    let envelope = try envelope(job)
    #expect(envelope.className == "WelcomeJob" && envelope.queueName == "default" && envelope.locale == "en")
    #expect(envelope.executions == 0 && envelope.exceptionExecutions == [:] && envelope.scheduledAt == nil)
    #expect(envelope.jobID == job.activeJob?.jobID)
    let age = ActiveJobTime.now.seconds - (try #require(envelope.enqueuedAt)).seconds
    #expect((0...60).contains(age))
    #expect(try NewJob(Welcome()).activeJob?.jobID != job.activeJob?.jobID)
  }

  @Test func `a job keeps its id when it is enqueued again`() throws {
    let job = NewJob(activeJob: "A", queue: "q")
    #expect(try envelope(job).jobID == (try envelope(job).jobID))
  }

  @Test func `values are written in Active Job's forms, and objects marked`() throws {
    let job = NewJob(
      activeJob: "A", arguments: [.symbol("s"), ["z": 1, "a": [["b": nil]]], .keywords(["k": [:]])], queue: "q",
      options: ActiveJobOptions(jobID: "id", locale: "de", timeZone: "Berlin", priority: -1))
    #expect(
      try arguments(job)
        == #"[{"_aj_serialized":"ActiveJob::Serializers::SymbolSerializer","value":"s"},"#
        + #"{"z":1,"a":[{"b":null,"_aj_symbol_keys":[]}],"_aj_symbol_keys":[]},"#
        + #"{"k":{"_aj_symbol_keys":[]},"_aj_ruby2_keywords":["k"]}]"#)
    let envelope = try envelope(job)
    #expect(envelope.jobID == "id" && envelope.locale == "de" && envelope.timeZone == "Berlin")
    #expect(envelope.object["priority"]?.int == -1)
  }

  @Test func `JSON goes byte for byte, but for the markers`() throws {
    let json = Array(#"[ 1.50, "\/" ,{"a" : 1e400 } ]"#.utf8)
    let job = try NewJob(activeJob: "A", json: json, queue: "q")
    #expect(try arguments(job) == #"[ 1.50, "\/" ,{"a" : 1e400,"_aj_symbol_keys":[] } ]"#)
  }

  @Test(arguments: ["", "{}", "null", "[1", "[NaN]", "[1/**/]", #"[1],"job_class":"B""#, "[\"\\q\"]"])
  func `what is no JSON array that Ruby reads is refused`(json: String) {
    #expect(throws: ClientError.self) { try NewJob(activeJob: "A", json: Array(json.utf8), queue: "q") }
  }

  @Test func `arguments nest as deep as fits into the envelope`() throws {
    func nested(_ depth: Int, _ core: String = "") -> [UInt8] {
      Array((String(repeating: "[", count: depth) + core + String(repeating: "]", count: depth)).utf8)
    }
    // Ruby's limit is 100; the payload, its args and the envelope take three, a marker's list one.
    _ = try NewJob(activeJob: "A", json: nested(97), queue: "q")
    #expect(throws: ClientError.self) { try NewJob(activeJob: "A", json: nested(98), queue: "q") }
    _ = try NewJob(activeJob: "A", json: nested(95, "{}"), queue: "q")
    #expect(throws: ClientError.self) { try NewJob(activeJob: "A", json: nested(96, "{}"), queue: "q") }
  }

  @Test func `a client pushes plain and Active Jobs side by side`() async throws {
    let server = try RedisServer()
    let client = Client(redis: server.url)
    let jobs = [NewJob("A", queue: "q é"), NewJob(activeJob: "B", queue: "q é"), try NewJob(Welcome(), queue: "q é")]
    try await client.enqueue(contentsOf: jobs)
    let values = try server.session().call(RedisCommand("LRANGE", "resque:queue:q é", 0, -1)).array ?? []
    let records = try values.map { try ResqueDialect().read($0.bytes ?? []) }
    #expect(records.map(\.className) == ["A", "B", "WelcomeJob"])
    #expect(records.map { $0.activeJob?.queueName } == [nil, "q é", "q é"])
    let error = await #expect(throws: ClientError.self) { try await client.enqueue(NewJob(activeJob: "", queue: "q")) }
    guard case .emptyClassName = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
