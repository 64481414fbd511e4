import Testing

@testable import LifeboatFormat

@Suite struct MessageShapeTests {
  /// Messages as Ruby 3.1 to 3.4, Rails, PostgreSQL and Redis write them.
  @Test(arguments: [
    ("undefined method `foo' for nil:NilClass", "undefined method `…' for nil:NilClass"),
    ("undefined method 'foo' for an instance of Foo", "undefined method '…' for an instance of Foo"),
    (##"undefined method `bar' for #<Foo:0x00007f18d3d72420 @name="x">"##, "undefined method `…' for #<Foo>"),
    ("can't modify frozen Object: #<Object:0x00007f18d3d514c8>", "can't modify frozen Object: #<Object>"),
    ("undefined method `zip2' for #<struct S a=1>\nDid you mean?  zip", "undefined method `…' for #<struct>"),
    (
      "Failed to instantiate job, class `NoSuchJob` doesn't exist", "Failed to instantiate job, class `…` doesn't exist"
    ),
    ("invalid value for Integer(): \"12x\"", "invalid value for Integer(): \"…\""),
    ("859: unexpected token at '{oops'", "N: unexpected token at '…'"),
    ("key not found: \"it's\"", "key not found: \"…\""),
    ("key not found: \"a\\\"b 7\" at 8", "key not found: \"…\" at N"),
    ("index 10 outside of array bounds: -1...1", "index N outside of array bounds: N...N"),
    ("Connection refused - connect(2) for \"127.0.0.1\" port 1", "Connection refused - connect(N) for \"…\" port N"),
    (
      "Child process received unhandled signal pid 4530 SIGKILL (signal 9)",
      "Child process received unhandled signal pid N SIGKILL (signal N)"
    ),
    ("Worker host:4366:default did not exit", "Worker host:N:default did not exit"),
    ("Couldn't find User with 'id'=42", "Couldn't find User with '…'=N"),
    ("Couldn't find all Users with 'id': (1, 2, 33)", "Couldn't find all Users with '…': (N, N, N)"),
    (
      "PG::UniqueViolation: ERROR:  duplicate key value violates unique constraint \"users_email\"\nDETAIL:  Key",
      "PG::UniqueViolation: ERROR:  duplicate key value violates unique constraint \"…\""
    ),
    ("execution expired after 1.5s", "execution expired after Ns"),
    ("at 2026-11-21T09:15:55.123Z and 2026-11-21 09:15:55 +0000", "at N and N N N"),
    ("no row 550e8400-e29b-41d4-a716-446655440000 left", "no row UUID left"),
    ("job b4a577edbccf1d805744efa9, job 480192837465012345678901", "job N, job N"),
    ("mail to tim.o-1+tag@mail.example.com bounced", "mail to EMAIL bounced"),
    ("lost redis12:6379, order7781 and 4 of utf8", "lost redis12:N, orderN and N of utf8"),
    ("1e-05 is not -2.5e+20", "N is not N"), ("queue_42 job-7", "queue_N job-N"),
    ("\n  second line\nthird", "second line"), ("", ""), ("divided by 0 ", "divided by N"),
  ])
  func `what differs from one failure to the next goes`(message: String, shape: String) {
    #expect(MessageShape(message).text == shape)
  }

  @Test(arguments: [
    "execution expired", "it's Tim's and Ann's", "deadbeef is a word", "a 'quote without end", "#<Foo without end",
    "net down ☃ 日本語 💥", "user@localhost", "at @user_script", "a # b #x", "S3 over IPv6",
  ])
  func `what says what happened stays`(message: String) {
    #expect(MessageShape(message).text == message)
  }

  @Test func `a long message is cut, no character in two`() {
    let shape = MessageShape(String(repeating: "a☃", count: 10_000)).text
    #expect(shape == String(repeating: "a☃", count: 50))
    #expect(MessageShape(String(repeating: "\"x\" ", count: 10_000)).text.utf8.count <= MessageShape.limit)
  }

  @Test(arguments: ["'", "`", "\"", "#<a", "@", "a@", "0x", "-", "\\\"", "a@b", "#<a #<", "=>", "\u{0}"])
  func `nothing makes it slow or makes it trip`(part: String) {
    let clock = ContinuousClock()
    let message = String(repeating: part, count: 200_000)
    #expect(clock.measure { _ = MessageShape(message) } < .seconds(30))
  }

  @Test func `shapes of shapes are themselves`() {
    for message in ["Couldn't find User with 'id'=42", "at 2026-11-21T09:15:55.123Z", "job 480192837465012345678901"] {
      let shape = MessageShape(message)
      #expect(MessageShape(shape.text) == shape)
    }
  }
}
