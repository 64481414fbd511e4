import LifeboatFormat
import Testing

@Suite struct RewriteRuleTests {
  @Test func `a rule fits by class and queue, where it names any`() {
    var rule = RewriteRule()
    #expect(rule.fits(className: nil, queue: nil))
    rule.classes = ["A", "é"]
    #expect(rule.fits(className: "A", queue: nil) && rule.fits(className: "é", queue: "q"))
    #expect(!rule.fits(className: "e\u{301}", queue: "q") && !rule.fits(className: nil, queue: "q"))
    rule.queues = ["a b:c,😀"]
    #expect(rule.fits(className: "A", queue: "a b:c,😀"))
    #expect(!rule.fits(className: "A", queue: "q") && !rule.fits(className: "B", queue: "a b:c,😀"))
  }
}
