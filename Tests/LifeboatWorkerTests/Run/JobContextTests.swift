import LifeboatClient
import LifeboatFormat
// Not as a part of it: what is tested here is what an app's tests can do.
import LifeboatWorker
import Testing

private struct Greet: Job {
  static let className = "Greet"
  var name: String

  func around(_ context: JobContext, perform: Performance<Self>) async throws {
    if context.attempt > 1 { try await perform() }
  }

  func perform(_ context: JobContext) async throws {
    context[Greetings.self]?.all.add("\(context.queue): \(name)")
  }
}

/// What jobs said.
private struct Greetings { let all = Runs() }

/// Calls nobody in vain.
private struct OnlyFirst: JobMiddleware {
  func run(_ context: JobContext, next: NextLink) async throws {
    guard context.attempt == 1 else { return }
    var context = context
    context[Greetings.self] = Greetings()
    try await next(context)
  }
}

/// Jobs and middleware are tested without a worker.
struct JobContextTests {
  @Test func `a context is made of what a test cares for`() {
    let context = JobContext(className: "Greet", arguments: ["Ann", 7], queue: "a:b c 😀", attempt: 3)
    #expect(context.className == "Greet")
    #expect(context.queue == "a:b c 😀")
    #expect(context.attempt == 3)
    #expect(String(decoding: context.payload, as: UTF8.self) == #"{"class":"Greet","args":["Ann",7]}"#)
    #expect(context.arguments.map { String(decoding: $0.bytes, as: UTF8.self) } == #"["Ann",7]"#)
    #expect(context.activeJob == nil)
    #expect(context.dialect == "resque")
    let plain = JobContext(className: "A")
    #expect(plain.queue == "default")
    #expect(plain.attempt == 1)
  }

  @Test func `a job is performed, and its hooks are run, by hand`() async throws {
    let greetings = Greetings()
    let job = Greet(name: "Ann")
    for attempt in 1...2 {
      var context = JobContext(className: Greet.className, attempt: attempt)
      context[Greetings.self] = greetings
      try await job.around(context, perform: Performance(of: job, in: context))
    }
    #expect(greetings.all.all == ["default: Ann"])
  }

  @Test func `a link is run around a closure that stands for the job`() async throws {
    let runs = Runs()
    let next = NextLink { context in
      runs.add("\(context.attempt) \(context[Greetings.self] != nil)")
      throw Refusal()
    }
    await #expect(throws: Refusal.self) {
      try await OnlyFirst().run(JobContext(className: "Greet"), next: next)
    }
    try await OnlyFirst().run(JobContext(className: "Greet", attempt: 2), next: next)
    #expect(runs.all == ["1 true"])
  }
}
