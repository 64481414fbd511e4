import ArgumentParser
import LifeboatFormat
import LifeboatWorker

/// The flags that say when a worker ends by itself.
public struct LimitFlags: ParsableArguments {
  /// How many jobs.
  @Option(
    help: ArgumentHelp(
      "Stop with exit code 8 after this many jobs, whatever became of them, over all sources. No more begin, and the last one is waited for; what else runs then has --timeout. Of this and the limits below each process draws its own, by up to a tenth lower (below 20, exactly that), so that a fleet does not stop at once; the log says what was drawn.",
      valueName: "n"))
  public var maxJobs: Int?

  /// How much memory, as ``ByteCountText`` reads it.
  @Option(
    help: ArgumentHelp(
      "Stop with exit code 8, as on TERM, once this process has more memory resident, such as 400MB or 512MiB; looked at each second, on Linux. Commands that run are not counted.",
      valueName: "size"))
  public var maxMemory: String?

  /// How long, as ``DurationText`` reads it.
  @Option(
    help: ArgumentHelp(
      "Stop with exit code 8, as on TERM, after this time, such as 6h; also while quiet.", valueName: "duration"))
  public var maxAge: String?

  /// Flags that were not given.
  public init() {}

  /// Lays them over what a program configured.
  func apply(to limits: inout WorkerLimits) throws(UsageError) {
    if let maxJobs {
      guard maxJobs >= 1 else { throw UsageError("--max-jobs: expected 1 or more, got \(maxJobs)") }
      limits.jobs = maxJobs
    }
    if let maxMemory { limits.memory = try bytes(maxMemory) }
    if let maxAge {
      let age = try DurationText.parse(maxAge, flag: "--max-age")
      guard age >= .seconds(1) else {
        throw UsageError("--max-age: expected 1s or more, got \(DurationText.format(age))")
      }
      limits.age = age
    }
  }

  private func bytes(_ text: String) throws(UsageError) -> Int {
    do throws(ByteCountText.Failure) {
      return try ByteCountText.parse(text)
    } catch {
      throw UsageError("--max-memory: \(error)")
    }
  }
}
