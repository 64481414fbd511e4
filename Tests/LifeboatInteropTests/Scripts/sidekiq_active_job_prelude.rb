# What every snippet of the tests of Active Job on Sidekiq starts with: Rails' jobs on its Sidekiq adapter, and Person.
require_relative 'sidekiq_prelude'
require 'active_job'
require 'active_support/all'

module Sidekiq
  module ActiveJob
    # Newer Sidekiqs' name of the wrapper. Sidekiq 7 defines it where all of Rails is loaded, 6 does not know it.
    class Wrapper
      include Sidekiq::Worker

      def perform(job)
        ::ActiveJob::Base.execute(job.merge('provider_job_id' => jid))
      end
    end
  end
end
require 'active_job/queue_adapters/sidekiq_adapter'

GlobalID.app = 'shop'
ActiveJob::Base.logger = Logger.new(nil)
ActiveJob::Base.queue_adapter = :sidekiq

# A model that Rails finds by its id.
Person = Struct.new(:id) do
  include GlobalID::Identification

  def self.find(id)
    new(id)
  end
end

# Notes what it is called with.
class NoteJob < ActiveJob::Base
  queue_as :shared

  def perform(*arguments)
    note('rails', executions, provider_job_id, arguments.inspect)
  end
end

# Fails once, and then notes that it has run: Rails enqueues it anew, as another job of Sidekiq's.
class RetriedJob < ActiveJob::Base
  queue_as :shared
  retry_on IOError, wait: 100, attempts: 3

  def perform(*)
    raise IOError, 'not yet' if executions < 2

    note('rails', executions)
  end
end
