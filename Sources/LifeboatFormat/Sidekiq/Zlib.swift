import CZlib

/// Streams in zlib's format (RFC 1950), whole.
enum Zlib {
  /// The bytes compressed, with zlib's own idea of how much.
  static func deflate(_ bytes: [UInt8]) -> [UInt8] {
    let bound = compressBound(uLong(bytes.count))
    return [UInt8](unsafeUninitializedCapacity: Int(bound)) { output, count in
      var length = uLongf(bound)
      // With room for the bound it fails only where there is no memory left at all.
      let status = compress2(output.baseAddress, &length, bytes, uLong(bytes.count), Z_DEFAULT_COMPRESSION)
      count = status == Z_OK ? Int(length) : 0
    }
  }

  /// The bytes that a stream stands for, unpacked step by step so that no short stream can ask for much memory.
  ///
  /// - Parameter limit: the most bytes that come out.
  static func inflate(_ bytes: [UInt8], limit: Int) throws(SidekiqBacktrace.Unreadable) -> [UInt8] {
    var input = bytes
    let result: Result<[UInt8], SidekiqBacktrace.Unreadable> = input.withUnsafeMutableBufferPointer { input in
      var stream = z_stream()
      stream.next_in = input.baseAddress
      stream.avail_in = uInt(input.count)
      guard inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
        return .failure(.notCompressed)
      }
      defer { inflateEnd(&stream) }
      return unpack(&stream, limit: limit)
    }
    return try result.get()
  }

  /// The first bytes that a stream stands for, as far as it can be read.
  static func inflateBeginning(_ bytes: [UInt8], count most: Int) -> [UInt8] {
    var input = bytes
    return input.withUnsafeMutableBufferPointer { input in
      var stream = z_stream()
      stream.next_in = input.baseAddress
      stream.avail_in = uInt(input.count)
      guard inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return [] }
      defer { inflateEnd(&stream) }
      return [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
        stream.next_out = buffer.baseAddress
        stream.avail_out = uInt(buffer.count)
        _ = CZlib.inflate(&stream, Z_SYNC_FLUSH)
        count = buffer.count - Int(stream.avail_out)
      }
    }
  }

  private static func unpack(_ stream: inout z_stream, limit: Int) -> Result<[UInt8], SidekiqBacktrace.Unreadable> {
    var output: [UInt8] = []
    while true {
      var status = Z_OK
      let chunk = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
        stream.next_out = buffer.baseAddress
        stream.avail_out = uInt(buffer.count)
        status = CZlib.inflate(&stream, Z_NO_FLUSH)
        count = buffer.count - Int(stream.avail_out)
      }
      guard output.count + chunk.count <= limit else { return .failure(.tooLarge) }
      output += chunk
      if status == Z_STREAM_END { return .success(output) }
      // No progress means that the stream is cut off.
      guard status == Z_OK, !chunk.isEmpty || stream.avail_in > 0 else { return .failure(.notCompressed) }
    }
  }
}
