import Testing

@testable import Lifeboat

struct SidekiqQueueArgumentTests {
  @Test(arguments: [
    ("default", ["default"], nil), ("critical,2", ["critical"], 2), ("a,b,c", ["a", "b", "c"], nil),
    (" a , 7 ", ["a"], 7), ("a b,c:d", ["a b", "c:d"], nil), ("2,a", ["2", "a"], nil), ("a,2x", ["a", "2x"], nil),
    ("a,inf", ["a", "inf"], nil), ("🚣,1000", ["🚣"], 1000), ("7", ["7"], nil),
  ])
  func `a name, a name and its weight, or names`(text: String, names: [String], weight: Int?) throws {
    let argument = try SidekiqQueueArgument(text)
    #expect(argument.names == names)
    #expect(argument.weight == weight)
  }

  @Test(arguments: [
    (
      "critical,2,default",
      "--queue: a weight belongs to one queue, got 'critical,2,default'; give each its own, -q critical,2 -q default, or"
        + " names without weights, -q critical,default"
    ),
    (
      "a,b,3",
      "--queue: a weight belongs to one queue, got 'a,b,3'; give each its own, -q critical,2 -q default, or names without"
        + " weights, -q critical,default"
    ), ("a,0", "--queue: the weight of a should be a whole number from 1 to 1000, got 0"),
    ("a,-1", "--queue: the weight of a should be a whole number from 1 to 1000, got -1"),
    ("a,1001", "--queue: the weight of a should be a whole number from 1 to 1000, got 1001"),
    ("a,2.5", "--queue: the weight of a should be a whole number from 1 to 1000, got 2.5"),
    (
      "a,99999999999999999999",
      "--queue: the weight of a should be a whole number from 1 to 1000, got 99999999999999999999"
    ), ("a,", "--queue: a name is empty in 'a,'; leave it out"), ("", "--queue: a name is empty in ''; leave it out"),
    (",2", "--queue: a name is empty in ',2'; leave it out"),
    ("a,,b\u{1B}", "--queue: a name is empty in 'a,,b\\u{1b}'; leave it out"),
  ])
  func `what cannot be is refused with the right form`(text: String, sentence: String) {
    let error = #expect(throws: UsageError.self) { try SidekiqQueueArgument(text) }
    #expect(error?.description == sentence)
  }
}
