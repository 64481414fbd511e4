/// The id of a Sidekiq job: 24 hexadecimal digits in lower case, unless its enqueuer chose another text.
///
/// Source: Sidekiq, `lib/sidekiq/job_util.rb`, `normalize_item`.
public enum SidekiqJID {
  /// A random id.
  public static func random() -> String {
    var generator = SystemRandomNumberGenerator()
    return random(using: &generator)
  }

  /// An id from a source of random numbers.
  public static func random(using generator: inout some RandomNumberGenerator) -> String {
    hexadecimal(digits: 24, using: &generator)
  }

  /// Random hexadecimal digits in lower case, written in place: there is one for every new job.
  static func hexadecimal(digits: Int, using generator: inout some RandomNumberGenerator) -> String {
    String(unsafeUninitializedCapacity: digits) { text in
      var bits: UInt64 = 0
      for index in 0..<digits {
        if index % 16 == 0 { bits = generator.next() }
        let digit = UInt8(truncatingIfNeeded: bits & 15)
        text[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
        bits >>= 4
      }
      return digits
    }
  }
}
