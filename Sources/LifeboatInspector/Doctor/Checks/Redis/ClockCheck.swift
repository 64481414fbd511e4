import LifeboatFormat
import LifeboatRedis

/// Whether the clocks of Redis, of this machine and of the workers agree: when jobs are due is said by one and judged by another.
struct ClockCheck: Check {
  let name = "clock"
  let group = CheckGroup.redis
  let fine = "the clocks agree"

  /// Seconds that clocks may differ.
  private static let slack = 2.0
  private static let most = 30.0

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let before = examination.clock()
    let time = try await examination.connection.read([RedisCommand("TIME")])[0].time.double
    let after = examination.clock()
    var findings: [Finding] = []
    // What the way took is no difference.
    let ahead = time < before ? before - time : min(0, after - time)
    if abs(ahead) > Self.slack { findings.append(finding("this machine", ahead: ahead)) }
    for (host, beat) in Self.beats(try await examination.workers()) where beat - time > Self.slack {
      findings.append(finding("the machine \(Printable.line(host, limit: 80))", ahead: beat - time))
    }
    return findings
  }

  /// The latest beat of each host, by its own clock. One that is behind cannot be told from one that beat some time ago.
  private static func beats(_ workers: WorkerListing) -> [(String, Double)] {
    var latest: [String: Double] = [:]
    switch workers {
    case .slots(let slots):
      for slot in slots {
        if let beat = slot.heartbeatAt { latest[slot.host] = max(latest[slot.host] ?? 0, Double(beat)) }
      }
    case .processes(let processes):
      for process in processes {
        guard let beat = process.process.beat?.double else { continue }
        let host = process.process.host ?? process.id
        latest[host] = max(latest[host] ?? 0, beat)
      }
    }
    return latest.sorted { $0.key < $1.key }
  }

  private func finding(_ whose: String, ahead: Double) -> Finding {
    let sentence =
      "the clock of \(whose) is \(Advice.span(abs(ahead).rounded())) \(ahead < 0 ? "behind" : "ahead of") Redis's"
    let advice = "let both machines keep time (chrony, systemd-timesyncd): delayed jobs and retries run late or early"
    let evidence: [Finding.Evidence] = [.text("whose", whose), .number("seconds_ahead", Int(ahead.rounded()))]
    return Finding(abs(ahead) > Self.most ? .problem : .warning, sentence, advice: advice, evidence: evidence)
  }
}
