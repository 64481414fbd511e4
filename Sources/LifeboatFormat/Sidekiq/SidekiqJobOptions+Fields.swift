extension SidekiqJobOptions {
  /// The names of the fields that a payload gets for these options and not for the standard ones, such as `retry_for`.
  var fields: [String] {
    var fields: [String] = []
    if retry != .standard && retry != .missing { fields.append("retry") }
    if !tags.isEmpty { fields.append("tags") }
    if backtrace != .none { fields.append("backtrace") }
    if retryFor != nil { fields.append("retry_for") }
    if retryQueue != nil { fields.append("retry_queue") }
    if !dead { fields.append("dead") }
    if expiresIn != nil { fields.append("expires_in") }
    return fields
  }
}
