import Testing

@testable import LifeboatFormat

@Suite struct NearNamesTests {
  private let names = ["SendWelcomeEmail", "SendInvoice", "Thumbnail", "sendwelcomeemail", "Archive"]

  @Test func `the nearest name comes first`() {
    #expect(NearNames.of("SendWelcomEmail", among: names) == ["SendWelcomeEmail", "sendwelcomeemail"])
    #expect(NearNames.of("Archvie", among: names, limit: 1) == ["Archive"])
    #expect(NearNames.of("THUMBNAIL", among: names) == ["Thumbnail"])
  }

  @Test func `nothing near is nothing`() {
    #expect(NearNames.of("Unrelated", among: names).isEmpty)
    #expect(NearNames.of("", among: names).isEmpty)
    #expect(NearNames.of("Archive", among: names, limit: 0).isEmpty)
  }
}
