import NIOCore
import NIOSSL
import NIOTLS

/// Tells a tunnel how the TLS of its connection fares.
final class TLSWatch: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let handler: NIOSSLClientHandler
  private let tunnel: TLSTunnel
  private let host: String
  private let tls: RedisTLS

  init(_ handler: NIOSSLClientHandler, tunnel: TLSTunnel, host: String, tls: RedisTLS) {
    self.handler = handler
    self.tunnel = tunnel
    self.host = host
    self.tls = tls
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent { tunnel.succeed() }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    let certificate = handler.peerCertificate.flatMap { CertificateFacts($0) }
    tunnel.fail(TLSFailure(error, host: host, tls: tls, certificate: certificate))
    context.fireErrorCaught(error)
  }

  func channelInactive(context: ChannelHandlerContext) {
    tunnel.fail(.closed)
    context.fireChannelInactive()
  }
}
