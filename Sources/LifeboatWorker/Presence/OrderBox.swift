import Synchronization

/// Hands orders from afar to whoever receives them.
final class OrderBox: Sendable {
  private let receiver = Mutex<(@Sendable (Order) -> Void)?>(nil)

  func give(_ order: Order) {
    receiver.withLock { $0 }?(order)
  }

  func setReceiver(_ new: @escaping @Sendable (Order) -> Void) {
    receiver.withLock { $0 = new }
  }
}
