import Testing

@testable import LifeboatWorker

struct WorkingFolderTests {
  @Test(arguments: [
    ("/srv/shop", "shop"), ("/srv/shop/releases/20261121", "shop"), ("/srv/shop/releases/next", "next"),
    ("/releases/2026", "2026"), ("/srv/über uns", "über uns"), ("/", ""), ("", ""),
  ])
  func `an app is called by its folder, and not by its release`(path: String, name: String) {
    #expect(WorkingFolder.appName(of: path) == name)
  }

  @Test func `the memory of this process is known where the system tells it`() {
    #if os(Linux)
      #expect(ProcessMemory.kilobytes > 1_000)
    #else
      #expect(ProcessMemory.kilobytes == 0)
    #endif
  }
}
