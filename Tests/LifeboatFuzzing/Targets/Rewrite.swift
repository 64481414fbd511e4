import LifeboatFormat

/// A job of any bytes stays a job when it is rewritten: three lines with a place, a value and a class come before it.
func checkRewrite(_ input: [UInt8]) throws(Violation) {
  let pieces = parts(of: input, 4)
  var path = text(pieces[0]).split(separator: ".", omittingEmptySubsequences: false).map(String.init)
  // Rules have a limit, so that no hole is filled for long.
  guard let first = path.first.flatMap({ Int($0) }), (0..<1_000).contains(first) else { return }
  path[0] = String(first)
  var rewrite = JobRewrite()
  if !pieces[2].isEmpty { rewrite.className = text(pieces[2]) }
  var changes: [ArgumentEdit.Change] = [.drop]
  if (try? JSONSlice(parsing: pieces[1])) != nil { changes += [.set(pieces[1]), .supply(pieces[1])] }
  for change in changes {
    rewrite.arguments = [ArgumentEdit(path, change)]
    rewrite.queue = "moved"
    try checkRewriting(pieces[3], by: rewrite)
  }
}
