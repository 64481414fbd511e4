import Foundation
import Testing

@testable import LifeboatFormat

@Suite struct Base64Tests {
  @Test func `every length goes there and back, and agrees with Foundation`() {
    for count in 0..<70 {
      let original = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + 200) }
      let encoded = Base64.encode(original)
      #expect(text(encoded) == Data(original).base64EncodedString())
      #expect(Base64.decode(encoded) == original)
    }
  }

  @Test(arguments: ["A", "AB=", "A===", "AB C", "AB-_", "=AAA"])
  func `what isn't padded Base64 is refused`(text: String) {
    #expect(Base64.decode(text.utf8) == nil)
  }
}
