# frozen_string_literal: true

# Lifeboat's children in Ruby: `Lifeboat.run("Class" => ->(*args) { … })` works the lines that `mode: stream` sends.
require "json"

module Lifeboat
  # Raise it to have the job later: Snooze.new(30) in 30 seconds, Snooze after the handler's `snooze`.
  class Snooze < StandardError
    def initialize(seconds = true) = (@seconds = seconds) && super("later")
    attr_reader :seconds
  end

  # Works until standard input ends. Whatever a job prints goes to standard error: the log.
  def self.run(handlers)
    output = $stdout.dup
    output.sync = true
    $stdout.reopen($stderr)
    $stdin.binmode.each_line do |line|
      job = JSON.parse(line.force_encoding(Encoding::UTF_8), max_nesting: 200)
      reply = job.key?("ping") ? { pong: job["ping"] } : answer(job, handlers)
      output.write(JSON.generate(reply) << "\n")
    end
  end

  # What a job comes to, as the line says it.
  def self.answer(job, handlers)
    handlers.fetch(job["class"]).call(*job["payload"]["args"])
    { id: job["id"], ok: true }
  rescue Snooze => e
    { id: job["id"], snooze: e.seconds }
  rescue StandardError => e
    { id: job["id"], error: e.message.scrub, exception: e.class.name, backtrace: e.backtrace }
  end
end
