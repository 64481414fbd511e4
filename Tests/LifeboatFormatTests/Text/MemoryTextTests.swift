import LifeboatFormat
import Testing

struct MemoryTextTests {
  @Test(arguments: [
    ("400MB", 419_430_400), ("400 mb", 419_430_400), ("400M", 419_430_400), ("400MiB", 419_430_400),
    ("2GB", 2_147_483_648), ("512kB", 524_288), ("1048576", 1_048_576), ("7B", 7), ("0", 0),
  ])
  func `amounts are read with 1024 to the next unit`(text: String, bytes: Int) {
    #expect(MemoryText.parse(text) == bytes)
  }

  @Test(arguments: [
    "", "MB", "-1MB", "1.5GB", "4TB", "400MBs", "9999999999GB", "99999999999999999999", "four", "4 0MB", "٤MB", "IB",
  ])
  func `anything else is no amount`(text: String) {
    #expect(MemoryText.parse(text) == nil)
  }
}
