# What every snippet of the Resque tests starts with: Resque, and the jobs that Ruby runs.
require_relative 'ruby_prelude'
require 'resque'

Resque.redis = REDIS
Resque.logger.level = Logger::ERROR
MultiJson.use(ENV['JSON_ENGINE'].to_sym) if ENV['JSON_ENGINE']

# Appends its arguments to the file $LEDGER, one JSON text a line.
class Note
  @queue = :ruby

  def self.perform(*arguments)
    File.write(ENV.fetch('LEDGER'), JSON.generate(arguments) + "\n", mode: 'a')
  end
end

# Fails.
class Refuse
  @queue = :ruby

  def self.perform(*)
    raise ArgumentError, 'Ruby refuses é'
  end
end

# Runs a worker until its queues are empty, as `QUEUES=… INTERVAL=0 rake resque:work` does.
def work(*queues)
  Resque::Worker.new(*queues).work(0)
end

# Pruning as a worker's start does it, however recently another one started.
def prune_as_worker_of(*queues)
  Resque.redis.del('pruning_dead_workers_in_progress')
  Resque::Worker.new(*queues).prune_dead_workers
end

require_relative 'tricky_values'
