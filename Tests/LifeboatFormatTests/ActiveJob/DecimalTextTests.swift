import Testing

@testable import LifeboatFormat

@Suite struct DecimalTextTests {
  @Test(arguments: ["0", "-0.0", "1.10", "+5", "0.11e1", "1E-400", "123456789012345678901234567890.0000000001"])
  func `a decimal keeps its text`(text: String) {
    #expect(DecimalText(text)?.description == text)
  }

  @Test(arguments: ["", "-", ".5", "5.", "1e", "1e+", "NaN", "Infinity", "1,5", " 1", "0x1", "1_000", "١"])
  func `what is no decimal is refused`(text: String) {
    #expect(DecimalText(text) == nil)
  }

  @Test func `a number is taken with its digits`() throws {
    struct Price: Codable, Equatable { var amount: DecimalText }
    let slice = try JSONSlice(parsing: bytes("[1.50]"))
    let price = try ArgumentsDecoder.decode(Price.self, from: slice, className: "Job")
    #expect(price.amount.description == "1.50")
    #expect(text(try ArgumentsEncoder.encode(price)) == #"["1.50"]"#)
  }
}
