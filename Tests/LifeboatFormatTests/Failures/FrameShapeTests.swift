import LifeboatFormat
import Testing

@Suite struct FrameShapeTests {
  @Test(arguments: [
    ("/app/jobs.rb:6:in `deeper'", "/app/jobs.rb:in `deeper'"),
    ("/app/jobs.rb:6", "/app/jobs.rb"),
    (
      "/srv/shop/releases/20261121091500/app/jobs/charge.rb:12:in 'Charge#perform'",
      "app/jobs/charge.rb:in 'Charge#perform'"
    ),
    (
      "/gems/activesupport-7.2.3.2/lib/active_support/inflector/methods.rb:290:in `constantize'",
      "activesupport/lib/active_support/inflector/methods.rb:in `constantize'"
    ),
    (
      "/usr/local/bundle/ruby/3.3.0/gems/redis-client-0.22.1/lib/redis_client.rb:3:in `get'",
      "redis-client/lib/redis_client.rb:in `get'"
    ),
    ("/b/bundler/gems/shop-core-3f9a2c81d07e/lib/core.rb:9:in `x'", "shop-core/lib/core.rb:in `x'"),
    ("/usr/lib/ruby/3.1.0/net/http.rb:987:in `initialize'", "net/http.rb:in `initialize'"),
    ("<internal:kernel>:187:in `loop'", "<internal:kernel>:in `loop'"),
    ("C:/shop/a.rb:3:in `x'", "C:/shop/a.rb:in `x'"),
    ("(eval):1:in `x'", "(eval):in `x'"),
    ("a", "a"), ("", ""), (":", ":"), ("/gems/", ""), ("gems/-1", "-1"), ("1:2:3", "1:3"), ("☃:7:x", "☃:x"),
  ])
  func `what a deploy moves goes`(frame: String, shape: String) {
    #expect(FrameShape(frame).text == shape)
  }
}
