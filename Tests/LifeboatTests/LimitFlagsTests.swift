import ArgumentParser
import LifeboatWorker
import Testing

@testable import Lifeboat

@Suite struct LimitFlagsTests {
  private func limits(
    _ arguments: [String], over coded: WorkerLimits = WorkerLimits()
  ) throws -> WorkerLimits {
    var limits = coded
    try WorkOptions.parse(arguments).limits.apply(to: &limits)
    return limits
  }

  @Test func `the flags say how many jobs, how much memory and how long`() throws {
    let all = try limits(["--max-jobs", "10000", "--max-memory", "400MB", "--max-age", "6h"])
    #expect(all == WorkerLimits(jobs: 10_000, memory: 400_000_000, age: .seconds(21_600)))
    #expect(try limits([]) == WorkerLimits())
  }

  @Test func `a flag wins over the code, each by itself`() throws {
    let coded = WorkerLimits(jobs: 5, memory: 1 << 30, age: .seconds(60), isSpread: false)
    #expect(
      try limits(["--max-jobs", "7"], over: coded)
        == WorkerLimits(jobs: 7, memory: 1 << 30, age: .seconds(60), isSpread: false))
    #expect(try limits(["--max-memory", "512MiB"], over: coded).memory == 512 << 20)
    #expect(try limits([], over: coded) == coded)
  }

  @Test(arguments: [
    (["--max-jobs", "0"], "--max-jobs: expected 1 or more, got 0"),
    (["--max-jobs=-3"], "--max-jobs: expected 1 or more, got -3"),
    (["--max-age", "0s"], "--max-age: expected 1s or more, got 0s"),
    (["--max-age", "999ms"], "--max-age: expected 1s or more, got 999ms"),
    (
      ["--max-age", "soon"],
      "--max-age: \"soon\" is not a duration: a whole number was expected at character 1. Write it like 30s, 5m, 1h30m, 250ms or 2d."
    ),
    (
      ["--max-memory", "400"],
      "--max-memory: \"400\" is no number of bytes: expected a unit behind the number. Write it like 400MB or 2G (k, M, G are 1000, 1000², 1000³ bytes), or like 512MiB (Ki, Mi, Gi: 1024 and so on)."
    ),
  ])
  func `what cannot be is refused in a sentence`(arguments: [String], sentence: String) {
    let error = #expect(throws: UsageError.self) { try limits(arguments) }
    #expect(error?.description == sentence)
    #expect(error?.exit == .usage)
  }
}
