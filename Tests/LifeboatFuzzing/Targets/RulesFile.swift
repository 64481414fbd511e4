import Lifeboat
import LifeboatFormat

/// Whatever rules say, a job that they are applied to stays a job.
func checkRulesFile(_ input: [UInt8]) throws(Violation) {
  let file: RulesFile
  do {
    file = try RulesFile.parse(text(input), path: "rules.yml")
  } catch {
    return try requireProblems(error)
  }
  let arguments = #"[1,{"a":[true,null],"b":"é"},[[]]]"#
  for rule in file.rules {
    try checkRewriting(Array(#"{"class":"A", "args":\#(arguments),"queue":"q"}"#.utf8), by: rule.rewrite)
  }
}

/// Rewrites a job, and goes on only if it is still one.
func checkRewriting(_ job: [UInt8], by rewrite: JobRewrite) throws(Violation) {
  do throws(RewriteObstacle) {
    let rewritten = try rewrite.applied(to: job, namesQueue: true)
    guard let payload = try? Payload(rewritten) else { throw RewriteObstacle("VIOLATION \(text(rewritten))") }
    guard rewrite.className == nil || payload.className?.string != nil else { throw RewriteObstacle("VIOLATION class") }
  } catch {
    try require(!error.description.hasPrefix("VIOLATION"), error.description)
    try requirePrintable(error.description, "the obstacle")
  }
}
