import LifeboatRedis

/// Reads the records of one event from an operation's journal, from the latest to the earliest, a page at a time.
struct JournalPages: Sendable {
  private let hold: OperationHold
  private let event: JournalRecord.Event
  private let field: String
  /// Where the next page begins; empty at the end.
  private var start = "+"

  /// - Parameter field: what is wanted of each record besides its digest.
  init(_ hold: OperationHold, of event: JournalRecord.Event, field: String) {
    self.hold = hold
    self.event = event
    self.field = field
  }

  /// Whether there are no more.
  var isOver: Bool { start.isEmpty }

  /// The next page, as ``RedisScript/readRecords`` answers.
  mutating func next() async throws(InspectorError) -> [RedisValue] {
    let reply: RedisValue
    do {
      reply = try await hold.connection.run(
        .readRecords, keys: [hold.journal],
        arguments: [start, OperationHold.mostInStep, OperationHold.mostBytesInStep, event.rawValue, field])
    } catch {
      throw .redis(error)
    }
    let values = reply.array ?? []
    start = values.first?.string ?? ""
    return values
  }
}

extension RedisScript {
  /// Reads the records of one event, backwards.
  ///
  /// KEYS: 1. the journal. ARGV: 1. where to begin, `+` or `(ID` · 2. most records · 3. about how many bytes · 4. the event · 5. the
  /// field that is wanted, such as `queue`.
  ///
  /// Result: where to go on, empty at the end; then for each such record its id, the digest, that field, and when the job is due, empty
  /// for at once. It changes nothing.
  fileprivate static let readRecords = RedisScript(
    name: "read-records",
    source: """
      local reply = {ARGV[1]}
      local most, bytes, step = tonumber(ARGV[2]), tonumber(ARGV[3]), 1
      while most > 0 and bytes > 0 do
        local part = redis.call('XREVRANGE', KEYS[1], reply[1], '-', 'COUNT', math.min(step, most))
        if #part == 0 then
          reply[1] = ''
          break
        end
        for _, record in ipairs(part) do
          local fields = {}
          for i = 1, #record[2], 2 do
            fields[record[2][i]] = record[2][i + 1]
            bytes = bytes - #record[2][i + 1]
          end
          if fields.event == ARGV[4] then
            local n = #reply
            reply[n + 1], reply[n + 2], reply[n + 3], reply[n + 4] = record[1], fields.digest, fields[ARGV[5]], fields.due or ''
          end
          reply[1] = '(' .. record[1]
        end
        most, step = most - #part, math.min(step * 2, 32)
      end
      return reply
      """)
}
