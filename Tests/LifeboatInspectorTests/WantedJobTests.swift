import LifeboatFormat
import LifeboatInspector
import Testing

@Suite struct WantedJobTests {
  private let dialect = ResqueDialect()

  private func likeness(_ job: WantedJob, _ text: String) -> WantedJob.Likeness? {
    let record: Result<JobRecord, MalformedPayload>
    do { record = .success(try dialect.read(Array(text.utf8))) } catch { record = .failure(error) }
    return job.likeness(of: Array(text.utf8), record: record)
  }

  @Test func `another spelling is equal, other bytes of the same meaning too`() throws {
    let job = try WantedJob(className: "A::B", arguments: Array(#"["<",1e20]"#.utf8), dialect: dialect)
    #expect(likeness(job, #"{"class":"A::B","args":["<",1e20]}"#) == .exact)
    #expect(likeness(job, #"{"class":"A::B","args":["\u003c",1.0e+20]}"#) == .equal)
    #expect(likeness(job, #"{ "args":["<",1e20],"class":"A::\u0042","queue":"q" }"#) == .equal)
    #expect(likeness(job, #"{"class":"A::B","args":["<",100000000000000000000]}"#) == nil)
    #expect(likeness(job, #"{"class":"A","args":["<",1e20]}"#) == nil)
    #expect(likeness(job, "junk") == nil)
  }

  @Test func `no arguments are none, however that is written`() throws {
    let job = try WantedJob(className: "A", arguments: Array("[ ]".utf8), dialect: dialect)
    for text in [#"{"class":"A"}"#, #"{"class":"A","args":null}"#, #"{"class":"A","args":[]}"#] {
      #expect(likeness(job, text) == .equal)
    }
    #expect(likeness(job, #"{"class":"A","args":[null]}"#) == nil)
  }

  @Test func `for raw bytes nothing else counts`() {
    let job = WantedJob(bytes: Array(#"{"class":"A"}"#.utf8))
    #expect(likeness(job, #"{"class":"A"}"#) == .exact)
    #expect(likeness(job, #"{"class":"A" }"#) == nil)
    #expect(likeness(WantedJob(bytes: Array("junk".utf8)), "junk") == .exact)
  }
}
