import Foundation
import LifeboatFuzzing
import Testing

/// Every input that is kept, through the same properties as a fuzzer's: what covers most, and what once broke something.
@Suite struct FuzzRegressionTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()

  @Test(arguments: FuzzTarget.allCases)
  func `what fuzzers found holds`(target: FuzzTarget) throws {
    let inputs = try Self.inputs(of: target)
    #expect(inputs.contains { $0.path.contains("/Corpus/") })
    for input in inputs {
      #expect(throws: Never.self, "\(input.path)") {
        try target.check(Array(try Data(contentsOf: input)))
      }
    }
  }

  @Test func `every folder of inputs belongs to a target`() throws {
    let names = try ["Corpus", "Regressions"].flatMap { folder in
      try FileManager.default.contentsOfDirectory(atPath: Self.folder.appending(path: folder).path)
    }
    let known = Set(FuzzTarget.allCases.map(\.rawValue))
    #expect(Set(names).subtracting(known) == [])
  }

  private static func inputs(of target: FuzzTarget) throws -> [URL] {
    try ["Corpus", "Regressions"].flatMap { name in
      let folder = folder.appending(path: "\(name)/\(target.rawValue)")
      guard FileManager.default.fileExists(atPath: folder.path) else { return [URL]() }
      return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    }
  }
}
