# What every snippet of the Active Job tests starts with: Rails' jobs, enqueued as its Resque adapter does, without
# Resque itself.
require_relative 'ruby_prelude'
require 'bigdecimal'
require 'active_job'
require 'active_support/all'

GlobalID.app = 'shop'
ActiveJob::Base.logger = Logger.new(nil)
Time.zone = 'Asia/Kolkata'

# Pushes what `Resque.enqueue_to(queue, JobWrapper, job.serialize)` does, in Active Support's JSON.
class QueueAdapter
  WRAPPER = 'ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper'.freeze

  def enqueue(job)
    REDIS.rpush("resque:queue:#{job.queue_name}", { class: WRAPPER, args: [job.serialize] }.to_json)
  end

  # A retry; what is due when is no matter here.
  def enqueue_at(job, _timestamp)
    enqueue(job)
  end
end
ActiveJob::Base.queue_adapter = QueueAdapter.new

# A model that Rails finds by its id.
Person = Struct.new(:id) do
  include GlobalID::Identification

  def self.find(id)
    new(id)
  end
end

# Appends its arguments to the file $LEDGER, a line each.
class NoteJob < ActiveJob::Base
  queue_as :swift

  def perform(*arguments, **keywords)
    lines = arguments.map { |argument| "#{argument.class} #{shown(argument)}" }
    lines << "keywords #{keywords}" if keywords.any?
    File.write(ENV.fetch('LEDGER'), lines.join("\n") + "\n", mode: 'a')
  end

  private

  def shown(argument)
    case argument
    when Time then argument.iso8601(9)
    when Person then argument.id
    when ActiveSupport::Duration then "#{argument.value.inspect} #{argument.parts.to_a}"
    else argument.inspect
    end
  end
end

# Fails; two kinds of errors are retried together, one by itself.
class RefuseJob < ActiveJob::Base
  retry_on KeyError, IOError, wait: 1, attempts: 3
  retry_on ArgumentError, wait: 1, attempts: 2

  def perform(*)
    raise({ 1 => KeyError, 2 => ArgumentError }.fetch(executions, IOError), 'no')
  end
end

# Runs one job of a queue and answers what that left: the job's class and executions in the queue, or the error.
def work_one(queue)
  payload = JSON.parse(REDIS.lpop("resque:queue:#{queue}"))
  ActiveJob::Base.execute(*payload['args'])
  answer('ran')
rescue StandardError => e
  # What Resque's failure backend would record: the hash that was run, with what the run changed in it.
  answer(e.class.to_s)
  REDIS.rpush('resque:ended', payload.to_json)
end

# Runs the jobs of a queue, as Rails' wrapper does.
def work(queue)
  while (text = REDIS.lpop("resque:queue:#{queue}"))
    payload = JSON.parse(text)
    raise "no wrapper: #{text}" unless payload['class'] == QueueAdapter::WRAPPER

    ActiveJob::Base.execute(*payload['args'])
  end
end
