import Testing

@testable import LifeboatWorker

struct LifeSignTests {
  @Test func `a sign is fresh for a lease after it was asked for, however late the answer came`() {
    let sign = LifeSign(lease: .seconds(3600))
    #expect(sign.isFresh)
    let old = LifeSign(lease: .zero)
    #expect(!old.isFresh)
    old.confirm(.now + .seconds(60))
    #expect(old.isFresh)
    // A question of earlier takes nothing back.
    old.confirm(.now - .seconds(60))
    #expect(old.isFresh)
  }
}
