import LifeboatFormat

/// A link that sees every job before a client sends it, and may change it or stop it.
///
/// ```swift
/// struct OnlyInOffice: EnqueueMiddleware {
///   func prepare(_ job: NewJob) async throws -> NewJob? { isOpen ? job : nil }
/// }
/// ```
public protocol EnqueueMiddleware: Sendable {
  /// Looks at a job on its way into a queue. It has its id by then, where jobs have one, and its due time and options.
  ///
  /// - Returns: the job to go on with, changed or as it came; `nil` to stop it, as Resque's `before_enqueue` does with
  ///   `false`.
  /// - Throws: anything; the caller gets it as ``ClientError/middleware(className:_:)``, and nothing is sent.
  func prepare(_ job: NewJob) async throws -> NewJob?
}

/// The links of a client, in the order in which they see a job.
struct EnqueueChain: Sendable {
  private let links: [any EnqueueMiddleware]

  init(_ links: [any EnqueueMiddleware]) {
    self.links = links
  }

  var isEmpty: Bool { links.isEmpty }

  /// What is left of jobs, in order, once every link has seen every one.
  func pass(_ jobs: some Collection<NewJob>, in dialect: any Dialect) async throws(ClientError) -> [NewJob] {
    var passed: [NewJob] = []
    passed.reserveCapacity(jobs.count)
    for job in jobs {
      if let job = try await pass(job.named(in: dialect)) { passed.append(job) }
    }
    return passed
  }

  /// What is left of a job once every link has seen it.
  func pass(_ job: NewJob) async throws(ClientError) -> NewJob? {
    var job = job
    for link in links {
      let next: NewJob?
      do {
        next = try await link.prepare(job)
      } catch let error as ClientError {
        throw error
      } catch {
        throw .middleware(className: job.className, error)
      }
      guard let next else { return nil }
      job = next
    }
    return job
  }
}
