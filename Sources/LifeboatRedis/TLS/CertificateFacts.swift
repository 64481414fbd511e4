import NIOSSL

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What an error says about a certificate. Nothing is decided by it: BoringSSL does that.
struct CertificateFacts {
  /// The host names and addresses that it is for; its common name where it lists none.
  let names: [String]
  /// Who issued it: a common name, or an organisation's.
  let issuer: String?
  let isSelfSigned: Bool
  let notBefore: UnixDate
  let notAfter: UnixDate

  private static let commonName: [UInt8] = [0x55, 0x04, 0x03]
  private static let organization: [UInt8] = [0x55, 0x04, 0x0A]
  private static let alternativeNames: [UInt8] = [0x55, 0x1D, 0x11]

  /// - Source: RFC 5280, section 4.1.
  init?(_ certificate: NIOSSLCertificate) {
    // A certificate that BoringSSL has read can be written too.
    guard let bytes = try? certificate.toDERBytes() else { return nil }
    var whole = DERReader(bytes[...])
    var fields = whole.next()?.parts.elements.first?.parts.elements ?? []
    if fields.first?.tag == DERReader.field(0) { fields.removeFirst() }
    // Serial number, algorithm, issuer, validity, subject, key, and then what may be missing.
    guard fields.count >= 6 else { return nil }
    issuer = Self.name(fields[2])
    isSelfSigned = fields[2].content == fields[4].content
    notBefore = UnixDate(seconds: certificate.notValidBefore)
    notAfter = UnixDate(seconds: certificate.notValidAfter)
    let listed = Self.listedNames(fields)
    names = listed.isEmpty ? [Self.name(fields[4])].compactMap(\.self) : listed
  }

  /// The first few names, for a sentence.
  var shownNames: String {
    guard !names.isEmpty else { return "nobody" }
    let shown = names.prefix(4).joined(separator: ", ")
    return names.count > 4 ? "\(shown) and \(names.count - 4) more" : shown
  }

  private static func name(_ element: DERReader.Element) -> String? {
    var found: [ArraySlice<UInt8>: String] = [:]
    for set in element.parts.elements {
      for pair in set.parts.elements.map(\.parts.elements) where pair.count == 2 {
        found[pair[0].content] = String(decoding: pair[1].content, as: UTF8.self)
      }
    }
    return found[commonName[...]] ?? found[organization[...]]
  }

  private static func listedNames(_ fields: [DERReader.Element]) -> [String] {
    guard let list = fields.last(where: { $0.tag == DERReader.field(3) })?.parts.elements.first else { return [] }
    for entry in list.parts.elements.map(\.parts.elements) {
      guard entry.first?.content == alternativeNames[...], let value = entry.last, value.tag == DERReader.octetString
      else { continue }
      return value.parts.elements.first?.parts.elements.compactMap(alternativeName) ?? []
    }
    return []
  }

  /// Of the kinds that there are, two are a host's: 2 is a name, 7 an address.
  private static func alternativeName(_ element: DERReader.Element) -> String? {
    switch element.tag {
    case 0x82: return String(decoding: element.content, as: UTF8.self)
    case 0x87:
      let family = element.content.count == 4 ? AF_INET : AF_INET6
      guard [4, 16].contains(element.content.count) else { return nil }
      return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { text in
        let bytes = Array(element.content)
        guard inet_ntop(family, bytes, text.baseAddress, socklen_t(text.count)) != nil else { return nil }
        return text.baseAddress.map { String(cString: $0) }
      }
    default: return nil
    }
  }
}
