# What every snippet of the Ruby tests starts with. Needs the redis and json gems only.
require 'json'
require 'redis'

REDIS = Redis.new(url: ENV.fetch('REDIS_URL'))

# A line of JSON that the test reads.
def answer(value)
  puts JSON.generate(value)
end

# The strings of a list, as they are stored.
def list(key)
  REDIS.lrange(key, 0, -1).each { |text| text.force_encoding(Encoding::UTF_8) }
end
