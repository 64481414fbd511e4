import Testing

@testable import LifeboatFormat

@Suite struct SidekiqSettingsTests {
  @Test(arguments: [
    ("null", SidekiqRetrySetting.missing), ("false", .never), ("true", .standard), ("0", .limit(0)), ("3", .limit(3)),
    ("-1", .limit(-1)), (#""3""#, .standard), (#""false""#, .standard), ("1.0", .standard), ("1e2", .standard),
    ("[]", .standard), ("{}", .standard), ("99999999999999999999", .limit(.max)),
    ("-99999999999999999999", .limit(.min)),
  ])
  func `only an integer sets a limit of retries`(json: String, setting: SidekiqRetrySetting) throws {
    #expect(SidekiqRetrySetting(reading: try JSONSlice(parsing: bytes(json))) == setting)
    #expect(SidekiqRetrySetting(reading: nil) == .missing)
  }

  @Test(arguments: [
    ("null", SidekiqBacktraceSetting.none), ("false", .none), ("[]", .none), ("{}", .none), ("true", .all),
    ("3", .lines(3)), ("0", .lines(0)), ("-1", .lines(-1)), ("2.9", .lines(2)), ("-2.9", .lines(-2)),
    (#""2""#, .lines(2)), (#"" 12x""#, .lines(12)), (#""-4""#, .lines(-4)), (#""x""#, .lines(0)), (#""""#, .lines(0)),
    ("99999999999999999999", .lines(.max)), (#""99999999999999999999""#, .lines(.max)),
  ])
  func `a backtrace is kept as Ruby's arithmetic has it`(json: String, setting: SidekiqBacktraceSetting) throws {
    #expect(SidekiqBacktraceSetting(reading: try JSONSlice(parsing: bytes(json))) == setting)
  }

  @Test func `so many lines are kept`() {
    let lines = ["a", "b", "c"]
    #expect(SidekiqBacktraceSetting.none.kept(of: lines) == nil)
    #expect(SidekiqBacktraceSetting.all.kept(of: lines) == ["a", "b", "c"])
    #expect(SidekiqBacktraceSetting.lines(2).kept(of: lines) == ["a", "b"])
    #expect(SidekiqBacktraceSetting.lines(0).kept(of: lines) == [])
    #expect(SidekiqBacktraceSetting.lines(9).kept(of: lines) == ["a", "b", "c"])
    #expect(SidekiqBacktraceSetting.lines(-1).kept(of: lines) == ["a", "b"])
    #expect(SidekiqBacktraceSetting.lines(.min).kept(of: lines) == [])
  }

  @Test func `options that Ruby would refuse or lose are refused with a sentence`() throws {
    try SidekiqJobOptions().validate()
    try SidekiqJobOptions(retry: .limit(0), backtrace: .lines(0), retryFor: 1_000_000_000, expiresIn: 1).validate()
    func unfit(_ options: SidekiqJobOptions) -> String? {
      do throws(SidekiqJobOptions.Unfit) {
        try options.validate()
        return nil
      } catch {
        return error.description
      }
    }
    #expect(
      unfit(SidekiqJobOptions(retryFor: 1_000_000_001))
        == "retry_for is 1000000001; seconds from 1 to 1000000000 were expected.")
    #expect(unfit(SidekiqJobOptions(retryFor: 0)) == "retry_for is 0; seconds from 1 to 1000000000 were expected.")
    #expect(unfit(SidekiqJobOptions(retryQueue: "")) == "retry_queue is empty; a queue's name was expected.")
    #expect(
      unfit(SidekiqJobOptions(retry: .limit(-1))) == "retry is -1; a number of retries, 0 or more, was expected.")
    #expect(
      unfit(SidekiqJobOptions(backtrace: .lines(-3)))
        == "backtrace is -3; a number of lines, 0 or more, was expected.")
    #expect(unfit(SidekiqJobOptions(expiresIn: -9)) == "expires_in is -9; one second or more was expected.")
  }
}
