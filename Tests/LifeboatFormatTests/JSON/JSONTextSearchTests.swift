import LifeboatFormat
import Testing

@Suite struct JSONTextSearchTests {
  @Test(arguments: [
    ("Mail", #"{"class":"Mail","args":[]}"#, true),
    ("mail", #"{"class":"Mail","args":[]}"#, false),
    (#""args":[]"#, #"{"class":"Mail","args":[]}"#, true),
    ("José", #"{"args":["Jos\u00e9"]}"#, true),
    ("José", #"{"args":["Jos\u00E9"]}"#, true),
    ("José", #"{"args":["José"]}"#, true),
    ("🚑", #"{"args":["\ud83d\ude91"]}"#, true),
    ("🚑", #"{"args":["\ud83d \ude91"]}"#, false),
    ("a/b", #"{"args":["a\/b"]}"#, true),
    ("<b>", #"{"args":["\u003cb\u003e"]}"#, true),
    (#"say "no""#, #"{"args":["say \"no\""]}"#, true),
    (#"C:\temp"#, #"{"args":["C:\\temp"]}"#, true),
    ("one\ntwo", #"{"args":["one\ntwo"]}"#, true),
    (#"\ntwo"#, #"{"args":["one\ntwo"]}"#, true),
    ("u00e9", #"{"args":["\\u00e9"]}"#, true),
    ("é", #"{"args":["\\u00e9"]}"#, false),
    ("x\"}", #"{"args":["\u0022x\u0022}"]}"#, false),
    ("", "", true),
    ("a", "", false),
    ("é", #"cut off \u00e"#, false),
    ("end", #"end\"#, true),
    ("ende", #"end\"#, false),
  ])
  func `a text is found however the JSON spells it`(text: String, json: String, isThere: Bool) {
    #expect(JSONTextSearch(text).isIn(Array(json.utf8)[...]) == isThere)
  }

  @Test func `every place of a text is found, and a part of the bytes is looked through alone`() {
    let bytes = Array("abababacabadabacaba".utf8)
    for start in 0..<bytes.count {
      for end in start...bytes.count {
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        #expect(JSONTextSearch(text).isIn(bytes[...]))
        #expect(JSONTextSearch(text).isIn(bytes[start..<end]))
        #expect(text.isEmpty || !JSONTextSearch(text).isIn(bytes[start..<(end - 1)]))
      }
    }
  }

  @Test func `bytes that are no UTF-8 are looked through`() {
    #expect(JSONTextSearch("mail").isIn(([0xFF, 0x5C, 0x6D] + Array("mail".utf8) + [0xC3])[...]))
    #expect(!JSONTextSearch("é").isIn([0x5C, 0xC3, 0x28, 0xFF][...]))
  }
}
