# The Sidekiq side of scripts/bench: a job that does nothing, and a client that enqueues many of them.
class NoOp
  include Sidekiq::Worker
  def perform(number, text); end
end

Sidekiq.logger.level = Logger::WARN
Redis.silence_deprecations = true if defined?(Redis) && Redis.respond_to?(:silence_deprecations=)
# The first look at what is due comes at once, and the next ones follow soon.
Sidekiq.configure_server { |config| config.options[:poll_interval_average] = 1 if config.respond_to?(:options) }

# Enqueues jobs in bulk, and prints how long that took.
def fill(jobs)
  start = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  jobs.times.each_slice(10_000) do |numbers|
    Sidekiq::Client.push_bulk('class' => NoOp, 'queue' => 'bench', 'args' => numbers.map { |number| [number, 'spring'] })
  end
  puts JSON.generate(jobs: jobs, seconds: Process.clock_gettime(Process::CLOCK_MONOTONIC) - start)
end

# Sends every job of the retry set back to its queue, one by one as the API does, and prints how long that took.
def retry_all
  start = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  Sidekiq::RetrySet.new.retry_all
  puts JSON.generate(seconds: Process.clock_gettime(Process::CLOCK_MONOTONIC) - start)
end
