import Foundation
import Testing

@testable import LifeboatFormat

@Suite struct JSONValueTests {
  @Test func `literals write what they look like`() {
    let value: JSONValue = [42, "tar", ["z": true, "a": 0.5], nil, []]
    #expect(text(value.encode()) == #"[42,"tar",{"z":true,"a":0.5},null,[]]"#)
  }

  @Test func `number text, order and duplicate keys survive`() throws {
    let json = #"[1.50,1e2,123456789012345678901234567890,{"b":1,"a":2,"b":3}]"#
    #expect(text(try JSONValue(parsing: json).encode()) == json)
    #expect(try JSONValue(parsing: "1") != JSONValue(parsing: "1.0"))
  }

  @Test func `other coders can carry it`() throws {
    let value: JSONValue = ["a": [1, 2.5, "x", nil, true]]
    let data = try JSONEncoder().encode(value)
    #expect(try JSONDecoder().decode(JSONValue.self, from: data) == value)
  }

  @Test func `NaN becomes null`() {
    #expect(JSONValue.double(.nan) == .null)
  }
}
