import Lifeboat
import LifeboatInspector

extension QueueSummary {
  /// How many jobs wait, as a table shows it; or why nobody can say.
  var shownLength: String {
    length.map(String.init) ?? (isText ? "(no list)" : "(unreadable name)")
  }
}

extension [QueueSummary] {
  /// The queue whose name is most like this one, if any is.
  func nearest(to name: String) -> String? {
    NearNames.of(name, among: filter { $0.isNoted && $0.isText }.map(\.name), limit: 1).first
  }
}
