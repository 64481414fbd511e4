# The Sidekiq side of scripts/bench: jobs that do nothing, and a client of its own.
class NoOp
  include Sidekiq::Worker
  sidekiq_options queue: 'bench'
  def perform(number, text); end
end

# Notes how long it waited since it was enqueued, in milliseconds.
class Stamp
  include Sidekiq::Worker
  sidekiq_options queue: 'bench'
  WAITS = Queue.new

  def perform(enqueued)
    WAITS << (now - enqueued) * 1000
  end
end

def now = Process.clock_gettime(Process::CLOCK_MONOTONIC)

Sidekiq.logger.level = Logger::WARN if Sidekiq.respond_to?(:logger)
Redis.silence_deprecations = true if defined?(Redis) && Redis.respond_to?(:silence_deprecations=)
Sidekiq.configure_server do |config|
  # The first look at what is due comes at once, and the next ones follow soon.
  settings = config.respond_to?(:options) ? config.options : config
  settings[:poll_interval_average] = 1
  config.on(:shutdown) do
    File.write(ENV['WAITS'], JSON.generate(Array.new(Stamp::WAITS.size) { Stamp::WAITS.pop })) if ENV['WAITS']
  end
end

def measured(jobs)
  start = now
  yield
  puts JSON.generate(jobs: jobs, seconds: now - start)
end

# Enqueues jobs in bulk.
def fill(jobs)
  NoOp.perform_async(0, 'spring')
  measured(jobs) do
    jobs.times.each_slice(10_000) do |numbers|
      Sidekiq::Client.push_bulk('class' => NoOp, 'args' => numbers.map { |number| [number, 'spring'] })
    end
  end
end

# Enqueues jobs one by one, from so many threads, each with a connection.
def enqueue(jobs, threads)
  Sidekiq.configure_client { |config| config.redis = { url: ENV.fetch('REDIS_URL'), size: threads } }
  NoOp.perform_async(0, 'spring')
  measured(jobs) do
    Array.new(threads) do |first|
      Thread.new { first.step(jobs - 1, threads) { |number| NoOp.perform_async(number, 'spring') } }
    end.each(&:join)
  end
end

# Enqueues jobs that note how long they waited, one at a time.
def probe(jobs, warm_up)
  (warm_up + jobs).times do
    Stamp.perform_async(now)
    sleep(rand(0.004..0.007))
  end
  puts JSON.generate(jobs: jobs)
end

# Sends every job of the retry set back to its queue, one by one as the API does.
def retry_all
  measured(nil) { Sidekiq::RetrySet.new.retry_all }
end
