import LifeboatFormat
import LifeboatRedis

extension RedisValue {
  /// What `TIME` answered.
  var time: SidekiqTime {
    let parts = (array ?? []).compactMap(\.int)
    return SidekiqTime(seconds: parts.first ?? 0, nanoseconds: (parts.last ?? 0) * 1_000)
  }
}
