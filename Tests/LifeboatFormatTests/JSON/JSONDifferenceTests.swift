import LifeboatFormat
import Testing

@Suite struct JSONDifferenceTests {
  private func differences(_ left: String, _ right: String) throws -> [String] {
    func text(_ slice: JSONSlice?) -> String { slice.map { String(decoding: $0.bytes, as: UTF8.self) } ?? "-" }
    let (mine, others) = (try JSONSlice(parsing: Array(left.utf8)), try JSONSlice(parsing: Array(right.utf8)))
    return JSONDifference.between(mine, others).map {
      "\($0.path.joined(separator: ".")): \(text($0.left)) \(text($0.right))"
    }
  }

  @Test(arguments: [
    (#"{"a":1,"b":[1.0,"é"]}"#, #"{ "b":[1.00,"\u00e9"],"a":1 }"#), ("[]", "[ ]"), (#"{"a":1,"a":2}"#, #"{"a":2}"#),
  ])
  func `how values are written makes no difference`(left: String, right: String) throws {
    #expect(try differences(left, right) == [])
  }

  @Test func `each place that differs is named`() throws {
    #expect(
      try differences(
        #"{"class":"A","args":[1,{"to":"ann","n":1}],"gone":true}"#,
        #"{"args":[2,{"to":"bob","n":1},3],"class":"A","new":null}"#)
        == ["args.0: 1 2", #"args.1.to: "ann" "bob""#, "args.2: - 3", "gone: true -", "new: - null"])
    #expect(try differences("1", "1.0") == [": 1 1.0"])
    #expect(try differences("[1]", #"{"0":1}"#) == [#": [1] {"0":1}"#])
  }

  @Test func `two long arrays have no more differences than are found at most`() throws {
    let ones = "[" + Array(repeating: "1", count: 5_000).joined(separator: ",") + "]"
    #expect(try differences(ones, ones.replacing("1", with: "2")).count == JSONDifference.most)
  }
}
