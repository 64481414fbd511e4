import Testing

@testable import LifeboatFormat

@Suite struct GlobalIDTests {
  @Test(arguments: [
    ("gid://shop/Person/5", "shop", "Person", ["5"], nil),
    ("gid://shop/Person/a+b%2Fc", "shop", "Person", ["a b/c"], nil),
    (
      "gid://my-app/Billing::Invoice/7/%C3%A9?tenant=5&x=%20", "my-app", "Billing::Invoice", ["7", "é"],
      "tenant=5&x=%20"
    ),
    ("gid://a/B/-_.~%2A%25%2B", "a", "B", ["-_.~*%+"], nil),
  ])
  func `an address is read and written`(text: String, app: String, model: String, ids: [String], query: String?) throws
  {
    let id = try #require(GlobalID(text))
    #expect(id == GlobalID(app: app, model: model, ids: ids, query: query))
    #expect(id.description == text)
    #expect(id.id == ids.joined(separator: "/"))
  }

  @Test(arguments: [
    "", "gid://", "gid://a/B", "gid://a/B/", "gid:///B/1", "gid://a//1", "gid://a/B/1/", "gid://a/B/?x=1",
    "http://a/B/1", "GID://a/B/1", "gid://a/B/%FF",
  ])
  func `what is no address is refused`(text: String) {
    #expect(GlobalID(text) == nil)
  }

  @Test func `a percent sign without two digits stands for itself, as in Ruby`() {
    #expect(GlobalID("gid://a/B/%zz%4")?.id == "%zz%4")
    #expect(GlobalID("gid://a/B/%+1")?.id == "% 1")
  }
}
