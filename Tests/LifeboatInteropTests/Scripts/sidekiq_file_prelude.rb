# What the Ruby tests of sidekiq.yml start with. Needs the sidekiq gem.
require 'json'
require 'tmpdir'
require 'sidekiq/cli'

# A line of JSON that the test reads.
def answer(value)
  puts JSON.generate(value)
end
