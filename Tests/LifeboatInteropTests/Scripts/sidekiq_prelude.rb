# What every snippet of the Sidekiq tests starts with: Sidekiq, the jobs that Ruby runs, and a process to run them in.
# It holds for Sidekiq 6.4 to 8.1.
require_relative 'ruby_prelude'
require 'sidekiq/cli'
require 'sidekiq/api'

# Sidekiq 6 calls some of the gem's methods in the way of its older releases.
Redis.silence_deprecations = true if Redis.respond_to?(:silence_deprecations=)

# Notes each job that this process has run, whether it failed or not.
class Count
  LEFT = Queue.new

  def call(*)
    yield
  ensure
    LEFT << true
  end
end

# Requiring the command line makes this a server for all that follows.
Sidekiq.configure_server do |config|
  config.logger.level = Logger::ERROR
  # A namespace is for Sidekiq 6; its successors refuse it.
  config.redis = { url: ENV.fetch('REDIS_URL'), namespace: ENV['NAMESPACE'] }.compact
  config.average_scheduled_poll_interval = 1
  config.server_middleware { |chain| chain.add(Count) }
  # Its first look at what is due comes ten seconds late otherwise.
  Sidekiq::Scheduled::Poller.class_eval { define_method(:initial_wait) {} }
end
Sidekiq::Worker = Sidekiq::Job unless defined?(Sidekiq::Worker)
# What is enqueued here is not always JSON's own kinds.
Sidekiq.strict_args!(false)

LEDGER = File.open(ENV.fetch('LEDGER'), 'a').tap { |file| file.sync = true }

# Writes a line to $LEDGER, in one call of the system: several processes write it at once.
def note(*words)
  LEDGER.syswrite("#{words.join(' ')}\n")
end

# Notes its arguments, as JSON.
class Note
  include Sidekiq::Worker
  sidekiq_options queue: 'shared'

  def perform(*arguments)
    note('ruby', JSON.generate(arguments))
  end
end

# Fails.
class Refuse
  include Sidekiq::Worker
  sidekiq_options queue: 'shared'

  def perform(*)
    raise ArgumentError, 'Ruby refuses é'
  end
end

# Runs until $LEDGER is gone.
class Wait
  include Sidekiq::Worker
  sidekiq_options queue: 'shared'

  def perform(*)
    note('ruby waits')
    sleep 0.01 while File.exist?(ENV.fetch('LEDGER'))
  end
end

require_relative 'tricky_values'

# Becomes a Sidekiq process as `sidekiq -q …` does, until it has run that many jobs, or is told to stop.
def work(*queues, jobs: nil, concurrency: 1)
  Thread.new { jobs.times { Count::LEFT.pop }.then { Process.kill('TERM', Process.pid) } } if jobs
  # Debian's has no other way than the command line that sets everything up, and the newer ones have it too.
  cli = Sidekiq::CLI.instance
  cli.parse(queues.flat_map { |queue| ['-q', queue] } + ['-c', concurrency.to_s, '-t', '5', '-e', 'test', '-r', __FILE__])
  cli.run
end

# Makes what waits in a set due.
def make_due(set)
  REDIS.zrange(set, 0, -1).each { |entry| REDIS.zadd(set, 0, entry) }
end

# Moves what is due to its queues, as the poller of a Sidekiq process does.
def promote
  enqueuer = Sidekiq::Scheduled::Enq
  (enqueuer.instance_method(:initialize).arity.zero? ? enqueuer.new : enqueuer.new(Sidekiq.default_configuration))
    .enqueue_jobs
end

# What runs, as the API tells it: the process, the queue, since when, and the job. Sidekiq 6 gives a hash.
def running
  Sidekiq::WorkSet.new.map do |process, _slot, work|
    next [process, *work.values_at('queue', 'run_at', 'payload')] if work.is_a?(Hash)

    [process, work.queue, work.run_at.to_i, work.job.item]
  end
end
