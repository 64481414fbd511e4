import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// A worker program with middleware, as `examples/Observed` is one.
@Suite struct ObservedTests {
  @Test func `what jobs do is logged, counted and reported`() async throws {
    let stage = try Stage()
    try stage.push(
      [
        #"{"class":"Render","args":[1,"pdf"]}"#, #"{"class":"Render","args":[2]}"#,
        #"{"class":"Render","args":["3","pdf"]}"#, #"{"class":"Count","args":[]}"#,
      ], to: "reports")
    let observed = try await Finished(try stage.observed("--drain", "-c", "1"))
    #expect(observed.ending == .exited(0))
    let lines = observed.errors.split(separator: "\n")
    #expect(lines.contains { $0.hasSuffix("rendered class=Render format=pdf queue=reports report=1") })
    #expect(lines.contains { $0.contains(" done class=Render queue=reports took=") })
    #expect(lines.count { $0.contains(" not done class=Render queue=reports took=") } == 2)
    #expect(lines.count { $0.contains(" reported class=Render error=") } == 2)
    #expect(lines.contains { $0.contains(#" reported class=Render error="report 2 has no format" queue=reports"#) })
    #expect(
      lines.contains { $0.contains(#"counts class=Count counts="Render failed: 2, Render ok: 1" queue=reports"#) })
    #expect(try stage.stat("failed") == 2)
    let failures = try stage.failures()
    #expect(failures.map { $0["exception"] as? String } == ["Observed.NoFormat", "Lifeboat::UnfitArguments"])
  }
}
