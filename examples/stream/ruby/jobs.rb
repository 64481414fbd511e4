#!/usr/bin/env ruby
# frozen_string_literal: true

# Jobs of the class Invoice, by a child that lives on: see ../handlers.yml.
require_relative "lifeboat"

Lifeboat.run(
  "Invoice" => lambda { |number, cents|
    raise ArgumentError, "an invoice of #{cents} cents" unless cents.positive?

    puts "invoice #{number} over #{cents} cents"
  }
)
