import Lifeboat
import LifeboatTestSupport
import Testing

/// A sidekiq.yml, as Sidekiq's own command line reads it.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled("needs Ruby with the sidekiq gem: scripts/setup installs it") { await Partner.sidekiqFiles.value != nil })
struct SidekiqFileTests {
  private let stage: InteropStage

  init() async throws { stage = try InteropStage(await Partner.sidekiqFiles.value) }

  /// What it comes to in Ruby: queues as often as they weigh, whether their order is strict, and two numbers.
  private let reading = """
    file, environment = File.join(Dir.tmpdir, "sidekiq-#{Process.pid}.yml"), ENV.fetch('APP')
    begin
      File.write(file, ENV.fetch('TEXT'))
      cli = Sidekiq::CLI.send(:new)
      cli.config = defined?(Sidekiq::Config) ? Sidekiq::Config.new : Sidekiq if cli.respond_to?(:config=)
      cli.send(:set_environment, environment)
      options = cli.send(:parse_config, file)
    ensure
      File.delete(file)
    end
    queues, strict = options[:queues], options[:strict]
    if defined?(Sidekiq::Capsule) && queues
      capsule = Sidekiq::Capsule.new('default', cli.config)
      capsule.queues = queues
      queues, strict = capsule.queues, capsule.mode == :strict
    end
    answer((queues || []).map(&:to_s).tally.to_a.flatten + [strict ? 'strict' : 'drawn', options[:concurrency], options[:timeout]])
    """

  @Test(arguments: [
    "---\n:concurrency: 15\n:timeout: 8\n:queues:\n  - critical\n  - default\n  - mailers\n",
    "concurrency: 5\nqueues:\n  - [critical, 4]\n  - [default, 2]\n  - [low]\n",
    ":queues:\n  - [a, 1]\n  - [b, 1]\n", "queues:\n  - :a\n  - :\"b c\"\n  - \":d\"\n  - - :e\n    - 3\n",
    ":concurrency: 5\nproduction:\n  :concurrency: 25\n  :queues: [[x, 2], y]\nstaging:\n  :concurrency: 15\n",
    "default: &default\n  timeout: 9\n  queues: [a]\n:production:\n  <<: *default\n  timeout: 20\n",
    "queues: { a: 2, b: 1 }\ntimeout: 3\nproduction:\n", "queues: [[a, 0], ['b', '3'], 7]\n",
    "strict: true\nqueues: [[a, 2], b]\nlimits: { a: 2 }\n", ":timeout: 7\nproduction:\n  timeout:\n  queues: [é, 🚣]\n",
  ])
  func `a file comes to the same in both`(text: String) async throws {
    let file = try SidekiqConfigFile.parse(text, path: "s.yml", environment: "production")
    let capsule = try #require(file.capsules.first)
    var ours: [JSONValue] = []
    for queue in capsule.queues {
      let lots = capsule.weights.first { $0.queue == queue }?.weight ?? 1
      ours += [.string(queue), .integer(lots)]
    }
    ours.append(.string(capsule.weights.isEmpty && !capsule.queues.isEmpty ? "strict" : "drawn"))
    ours.append(capsule.concurrency.map { .integer($0) } ?? .null)
    ours.append(file.timeout.map { .integer(Int($0 / .seconds(1))) } ?? .null)
    let theirs = try await stage.there(reading, environment: ["TEXT": text, "APP": "production"])
    #expect(theirs == String(decoding: JSONValue.array(ours).encode(), as: UTF8.self))
  }
}
