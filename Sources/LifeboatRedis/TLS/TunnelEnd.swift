import NIOCore

/// One of the two ends of a ``TLSTunnel``: what comes in here goes out at the other.
///
/// It is read only while the other takes what comes, so a reply of any size lies in the server and not in our memory.
final class TunnelEnd: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// Whether what has come is still delivered here when the other end is gone.
  private let deliversAll: Bool
  private var other: TunnelEnd?
  private var context: ChannelHandlerContext?
  private var hasDeferredRead = false

  init(deliversAll: Bool) {
    self.deliversAll = deliversAll
  }

  static func join(_ one: TunnelEnd, _ another: TunnelEnd) {
    one.other = another
    another.other = one
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    other = nil
  }

  func read(context: ChannelHandlerContext) {
    guard other?.context?.channel.isWritable ?? true else {
      hasDeferredRead = true
      return
    }
    context.read()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    other?.context?.write(data, promise: nil)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    other?.context?.flush()
    context.fireChannelReadComplete()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable { other?.readDeferred() }
    context.fireChannelWritabilityChanged()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    other?.finish()
    context.fireChannelInactive()
  }

  /// Closes this end.
  func finish() {
    guard let context else { return }
    guard deliversAll else {
      context.close(promise: nil)
      return
    }
    // A write of nothing is done when all before it are.
    let delivered = context.eventLoop.makePromise(of: Void.self)
    delivered.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: delivered)
  }

  private func readDeferred() {
    guard hasDeferredRead else { return }
    hasDeferredRead = false
    context?.read()
  }
}
