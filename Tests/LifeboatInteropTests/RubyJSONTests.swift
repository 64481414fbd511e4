import Lifeboat
import LifeboatTestSupport
import Testing

/// What we write, as Ruby's own parser reads it. Needs no Resque, only the redis gem.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled("needs Ruby with the redis gem: scripts/setup installs it") { await Partner.ruby.value != nil })
struct RubyJSONTests {
  private let stage: InteropStage

  init() async throws { stage = try InteropStage(await Partner.ruby.value) }

  /// For each text of a list, whether Ruby generates the same bytes from what it parsed.
  private func generatesTheSame(_ key: String) async throws -> String {
    try await stage.there("answer(list('\(key)').map { |text| JSON.generate(JSON.parse(text)) == text })")
  }

  @Test func `Ruby parses our payloads to the same values, and generates the same bytes`() async throws {
    let jobs: [[JSONValue]] = [
      [], [nil, true, false],
      [0, -1, .number(text: "18446744073709551616"), .number(text: "-1208925819614629174706176")],
      [1.0, -0.0, 0.1, 123456789.125, 1e15, 0.0001], ["", "é", "日本語", "😀", "a/b", "</script>&", "\"\\"],
      ["\u{0}\u{1}\u{8}\t\n\u{b}\u{c}\r\u{1f}\u{7f}\u{80}\u{2028}\u{2029}\u{feff}\u{fffe}\u{10ffff}"],
      [["z": 1, "a": [[], [:]], "M": ["é": nil]]],
    ]
    for arguments in jobs { try await stage.client.enqueue(NewJob("Some::Job", arguments: arguments, queue: "ruby")) }
    let values = try await stage.there(
      """
      expected = [
        [], [nil, true, false], [0, -1, 2**64, -2**80],
        [1.0, -0.0, 0.1, 123_456_789.125, 1e15, 1e-4], ['', 'é', '日本語', '😀', 'a/b', '</script>&', '"\\\\'],
        ["\\0\\x01\\b\\t\\n\\v\\f\\r\\x1f\\x7f\\u0080\\u2028\\u2029\\ufeff\\ufffe\\u{10ffff}"],
        [{ 'z' => 1, 'a' => [[], {}], 'M' => { 'é' => nil } }]
      ]
      jobs = list('resque:queue:ruby').map { |text| JSON.parse(text) }
      answer([jobs.map { |job| job['args'] }.zip(expected).map { |ours, theirs| ours.eql?(theirs) },
              jobs.map(&:keys).uniq, jobs.map { |job| job['class'] }.uniq])
      """)
    #expect(values == #"[[true,true,true,true,true,true,true],[["class","args"]],["Some::Job"]]"#)
    #expect(try await generatesTheSame("resque:queue:ruby") == "[true,true,true,true,true,true,true]")
  }

  @Test func `Ruby parses the numbers of a typed job to the same values`() async throws {
    struct Numbers: EnqueueableJob {
      static let className = "Numbers"
      var doubles: [Double]
      var float: Float
      var small: Int64
      var large: UInt64
    }
    let doubles = [
      1, -0.0, 0.1, 1.0 / 3, 1e16, 1e22, 1e100, .leastNonzeroMagnitude, 1.7976931348623157e308, 1e-5, 2.5e-8,
    ]
    try await stage.client.enqueue(Numbers(doubles: doubles, float: 0.5, small: .min, large: .max))
    let equal = try await stage.there(
      """
      doubles, float, small, large = JSON.parse(list('resque:queue:default').first)['args']
      expected = [1.0, -0.0, 0.1, 1.0 / 3, 1e16, 1e22, 1e100, 5e-324, Float::MAX, 1e-5, 2.5e-8]
      answer([doubles.zip(expected).map { |ours, theirs| [ours].pack('G') == [theirs].pack('G') }.uniq, doubles.size,
              float, small == -2**63, large == 2**64 - 1])
      """)
    #expect(equal == "[[true],11,0.5,true,true]")
  }

  @Test func `Ruby parses our failed entries to the same values, and generates the same bytes`() async throws {
    let job = NewJob("Note", arguments: [1.0, "é/<>&\u{2028}\0", ["a": nil]], queue: "swift")
    try await stage.client.enqueue(job)
    let noJobs = [Array("no json".utf8), [0x7B, 0xFF, 0x7D], [], Array(#"{"class":7,"args":[1]}"#.utf8)]
    try stage.push(raw: noJobs, to: "swift")
    try await stage.drain("swift") { $0.registry.register("Note", untyped: { _ in throw Refusal() }) }
    let entries = try await stage.there(
      """
      entries = list('resque:failed').map { |text| JSON.parse(text) }
      answer(entries.map(&:keys).uniq)
      first = entries.first
      answer([first['payload'] == { 'class' => 'Note', 'args' => [1.0, "é/<>&\\u2028\\0", { 'a' => nil }] },
              first['error'] == "Swift refuses é \\"/\\" \\u2028\\n", first['backtrace'], first['queue']])
      originals = entries.drop(1).map { |entry| entry['payload']['lifeboat_original'] }
      answer(originals.map { |text| text&.unpack1('m')&.bytes })
      answer(entries.last['payload'])
      """)
    #expect(
      entries.split(separator: "\n") == [
        #"[["failed_at","payload","exception","error","backtrace","worker","queue"]]"#,
        #"[true,true,[],"swift"]"#,
        "[[110,111,32,106,115,111,110],[123,255,125],[],null]", #"{"class":7,"args":[1]}"#,
      ])
    #expect(try await generatesTheSame("resque:failed") == "[true,true,true,true,true]")
  }

  @Test func `a command that is written in Ruby reads the job's exact bytes`() async throws {
    let payload = #"{ "class":"Note", "args":[1.50,1e2,"\/\u00e9","é"],"extra":{"b":1,"a":2} }"#
    try stage.push(raw: [Array(payload.utf8)], to: "swift")
    try await stage.drain(
      "swift",
      handlers: """
        handlers:
          Note:
            command: [ruby, -Ku, -rjson, -e, 'text = $stdin.read; job = JSON.parse(text);
              File.write(ENV["LEDGER"], text + JSON.generate(job["args"]) + "\\n")']
        """)
    #expect(stage.ledger == [payload, #"[1.5,100.0,"/é","é"]"#])
  }
}
