import Crypto
import LifeboatFormat

/// What failures of one fingerprint have in common.
public struct FailureKind: Sendable, Hashable {
  /// The job's class; an Active Job's own.
  public let className: String?
  /// The name of the error's class.
  public let exception: String?
  /// The error's message, without what differs each time.
  public let message: MessageShape?
  /// The first frame of its backtrace, without what a deploy moves.
  public let frame: FrameShape?

  /// A kind of these parts.
  public init(className: String?, exception: String?, message: MessageShape?, frame: FrameShape?) {
    self.className = className
    self.exception = exception
    self.message = message
    self.frame = frame
  }

  /// The beginning of the SHA-256 of the parts, each with a zero byte behind it; for a part that is missing stands 0xFF,
  /// which no text has.
  public var fingerprint: Fingerprint {
    var bytes: [UInt8] = []
    for part in [className, exception, message?.text, frame?.text] {
      if let part { bytes += part.utf8 } else { bytes.append(0xFF) }
      bytes.append(0)
    }
    return Fingerprint(SHA256.hash(data: bytes))
  }
}
