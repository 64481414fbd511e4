# The Sidekiq side of scripts/bench: a job that does nothing.
class NoOp
  include Sidekiq::Worker
  def perform(number, text); end
end

Sidekiq.logger.level = Logger::WARN
