import LifeboatFormat
import LifeboatRedis

/// Reads from an operation's journal which jobs were sent where, from the latest to the earliest.
struct RecallJournal: Sendable {
  private let hold: OperationHold
  /// Where the next records begin.
  private var start = "+"
  private(set) var isOver = false

  /// How many jobs are looked for at a time, so that their index has 12 MB.
  private static let mostJobs = 500_000

  init(_ hold: OperationHold) {
    self.hold = hold
  }

  /// The places with the jobs that were sent there, as many as fit.
  mutating func nextLanes() async throws(InspectorError) -> [RecallLane] {
    var indexes: [Destination: RecallIndex] = [:]
    var count = 0
    while count < Self.mostJobs, !isOver {
      let values = try await read()
      for at in stride(from: 1, to: values.count - 3, by: 4) {
        guard let position = values[at].string.flatMap(RecallPosition.init), let digest = values[at + 1].bytes else {
          throw .unreadableOperation(hold.id, field: "journal")
        }
        let place = Destination(queue: values[at + 2].bytes ?? [], due: values[at + 3].int, isBucketed: isBucketed)
        indexes[place, default: RecallIndex()].add(digest, at: position)
        count += 1
      }
    }
    return indexes.map { destination, index in
      var index = index
      index.sort()
      return lane(destination, index)
    }
  }

  /// Where jobs went, by bytes: Swift takes some names for equal that are different keys.
  private struct Destination: Hashable {
    var queue: [UInt8]?
    var due: Int?

    init(queue: [UInt8], due: Int?, isBucketed: Bool) {
      self.queue = due == nil ? queue : nil
      // One sorted set holds whatever waits, whenever it is due.
      self.due = due.map { isBucketed ? $0 : 0 }
    }
  }

  private var isBucketed: Bool { hold.dialect.delayedPush.isBucketed }

  private func lane(_ destination: Destination, _ index: RecallIndex) -> RecallLane {
    let frontIsTail = hold.dialect.front == .tail
    let delayed = hold.dialect.delayedPush
    let keys: any JobKeys = hold.dialect.keys
    guard let due = destination.due else {
      let queue = String(decoding: destination.queue ?? [], as: UTF8.self)
      return RecallLane(.queue, key: keys.queue(queue), frontIsTail: frontIsTail, index: index)
    }
    guard delayed.isBucketed else {
      return RecallLane(.schedule, key: delayed.schedule, frontIsTail: false, index: index)
    }
    return RecallLane(.bucket(due), key: delayed.prefixes[0] + String(due), frontIsTail: false, index: index)
  }

  private mutating func read() async throws(InspectorError) -> [RedisValue] {
    let reply: RedisValue
    do {
      reply = try await hold.connection.run(
        .readRecords, keys: [hold.journal],
        arguments: [
          start, OperationHold.mostInStep, OperationHold.mostBytesInStep, JournalRecord.Event.sent.rawValue, "queue",
        ])
    } catch {
      throw .redis(error)
    }
    let values = reply.array ?? []
    start = values.first?.string ?? ""
    isOver = start.isEmpty
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
  static let readRecords = RedisScript(
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
