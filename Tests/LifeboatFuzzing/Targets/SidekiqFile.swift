import Lifeboat

/// A sidekiq.yml is read, or there is a line for each thing that is wrong with it.
func checkSidekiqFile(_ input: [UInt8]) throws(Violation) {
  let file: SidekiqConfigFile
  do {
    file = try SidekiqConfigFile.parse(text(input), path: "sidekiq.yml", environment: "production")
  } catch {
    return try requireProblems(error)
  }
  try require(!file.capsules.isEmpty, "a file without the default capsule")
  for sentence in file.ignored { try requirePrintable(sentence, "a note") }
  for capsule in file.capsules {
    try require(capsule.concurrency.map { (1...1000).contains($0) } ?? true, "the concurrency is out of range")
  }
}
