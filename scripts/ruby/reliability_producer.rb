# The Ruby side of scripts/chaos and scripts/soak: enqueues what it is told, a line of JSON each, and answers each with
# `ok` or the error.
#
# Sidekiq's own client enqueues for Sidekiq; for Resque it is what Resque.push does, its queue's name and the payload.
require 'json'
require 'sidekiq'

# The gem would send again what may have been done already, and an app's job would be there twice.
OPTIONS = { url: ENV.fetch('REDIS_URL'), reconnect_attempts: 0 }.freeze

Redis.silence_deprecations = true if defined?(Redis) && Redis.respond_to?(:silence_deprecations=)
Sidekiq.configure_client { |config| config.redis = OPTIONS }
RESQUE = defined?(Redis) ? Redis.new(**OPTIONS) : nil

def push(order)
  job = order.slice('class', 'args')
  if order['dialect'] == 'resque'
    RESQUE.pipelined do |pipeline|
      pipeline.sadd('resque:queues', order['queue'])
      pipeline.rpush("resque:queue:#{order['queue']}", JSON.generate(job))
    end
  else
    job.update(order.slice('queue', 'retry'))
    job['at'] = Time.now.to_f + order['delay'] if order['delay'].positive?
    Sidekiq::Client.push(job)
  end
end

$stdout.sync = true
while (line = $stdin.gets)
  begin
    push(JSON.parse(line))
    puts 'ok'
  rescue StandardError => e
    puts "#{e.class}: #{e.message}".tr("\n", ' ')
  end
end
