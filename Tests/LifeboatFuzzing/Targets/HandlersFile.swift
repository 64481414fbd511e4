import Lifeboat

/// A handlers file is read, or there is a line for each thing that is wrong with it.
func checkHandlersFile(_ input: [UInt8]) throws(Violation) {
  let file: HandlersFile
  do {
    file = try HandlersFile.parse(text(input), path: "handlers.yml")
  } catch {
    return try requireProblems(error)
  }
  try require(!file.handlers.isEmpty, "a file without handlers is taken")
  try require(file.concurrency.map { (1...1000).contains($0) } ?? true, "the concurrency is out of range")
}

/// Goes on only if each problem has a place and a sentence of one line.
func requireProblems(_ error: YAMLFileError) throws(Violation) {
  try require(!error.problems.isEmpty, "an error without a problem")
  for problem in error.problems {
    try require(problem.line >= 1 && problem.column >= 1, "a problem at \(problem.line):\(problem.column)")
    try requirePrintable(problem.sentence, "a problem's sentence")
  }
}
