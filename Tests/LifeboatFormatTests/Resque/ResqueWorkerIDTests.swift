import Testing

@testable import LifeboatFormat

@Suite struct ResqueWorkerIDTests {
  @Test func `our id has a host part of its own`() {
    let id = ResqueWorkerID(host: "web-1", slot: 2, pid: 42, queues: ["critical", "default"])
    #expect(id.description == "web-1~lifeboat2:42:critical,default")
    #expect(id.isLifeboat)
    #expect(id.slot == 2)
  }

  @Test func `an id always has three parts and a queue`() {
    #expect(ResqueWorkerID(host: "fe80::1 x", pid: 1, queues: [" a ", "", "!b"]).description == "fe80-1-x:1:a")
    #expect(ResqueWorkerID(host: "", pid: 1, queues: []).description == "unknown:1:*")
    #expect(ResqueWorkerID(host: "h", pid: 1, queues: ["!a"]).description == "h:1:*")
  }

  @Test func `Ruby's ids are taken apart, colons in queue names included`() throws {
    let id = try #require(ResqueWorkerID(parsing: "worker-host:23709:aj,bill:ing,default"))
    #expect(id.host == "worker-host")
    #expect(id.pid == 23_709)
    #expect(id.queues == ["aj", "bill:ing", "default"])
    #expect(!id.isLifeboat)
    #expect(ResqueWorkerID(parsing: "h~lifeboat10:1:q")?.slot == 10)
  }

  @Test(arguments: ["", "h", "h:1", "h:1:", "h:1:,", "h:1:!a", ":1:q", "h:x:q"])
  func `what Ruby can't list is no id`(text: String) {
    #expect(ResqueWorkerID(parsing: text) == nil)
  }
}
