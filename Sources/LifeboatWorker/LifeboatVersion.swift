/// The version of this package.
public enum LifeboatVersion {
  /// As `lifeboat --version` prints it, and as workers register with it.
  public static let current = "0.1.0"
}
