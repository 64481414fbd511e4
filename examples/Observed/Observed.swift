import Lifeboat

/// A worker program whose jobs are logged, counted and, when they fail, reported: a link of middleware for each.
@main
struct Observed: WorkerApp {
  static func configure(_ app: inout WorkerConfiguration) {
    let counters = Counters()
    app.source.queues = ["reports"]

    // The first link is the outermost: what it sees has passed all others.
    app.use(LogJobs())
    app.use(CountJobs(counters: counters))
    app.use(ReportErrors { error, job in job.logger.error("reported", metadata: ["error": "\(error)"]) })

    app.register("Render") { (context: JobContext, report: Int, format: String?) in
      guard let format else { throw NoFormat(report: report) }
      context.logger.info("rendered", metadata: ["report": "\(report)", "format": "\(format)"])
    }
    app.register("Count") { context in
      context.logger.notice("counts", metadata: ["counts": "\(counters)"])
    }
  }
}

/// Why a report cannot be rendered.
struct NoFormat: Error, CustomStringConvertible {
  let report: Int
  var description: String { "report \(report) has no format" }
}
