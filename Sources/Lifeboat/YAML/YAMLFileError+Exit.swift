extension YAMLFileError: ExitCoding {
  /// A file that is wrong is wrong usage: nothing was started.
  public var exit: AppExit { .usage }
}
