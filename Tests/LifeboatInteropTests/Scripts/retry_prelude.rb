# What every snippet of the retry tests starts with: Resque with resque-scheduler and resque-retry, and jobs that fail.
require_relative 'resque_prelude'
require 'resque-scheduler'
require 'resque-retry'
require 'resque/failure/redis'

Resque::Scheduler.quiet = true
Resque::Failure::MultipleWithRetrySuppression.classes = [Resque::Failure::Redis]
Resque::Failure.backend = Resque::Failure::MultipleWithRetrySuppression

# Appends the zero-based number of its attempt to the file $LEDGER, and fails.
module Failing
  def perform(*)
    File.write(ENV.fetch('LEDGER'), "#{retry_attempt}\n", mode: 'a')
    raise 'Ruby refuses é'
  end
end

# Fails, and is tried again at once.
class Try
  extend Resque::Plugins::Retry
  extend Failing
  @queue = :mixed
  @retry_limit = 3
end

# Fails, and is tried again after a minute.
class TryLater
  extend Resque::Plugins::Retry
  extend Failing
  @queue = :mixed
  @retry_limit = 3
  @retry_delay = 60
end

# Moves what is due in an hour at the latest, as the scheduler's loop does.
def promote
  Resque::Scheduler.handle_delayed_items(Time.now + 3600)
end
