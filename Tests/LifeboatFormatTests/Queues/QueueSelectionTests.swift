import LifeboatFormat
import Testing

struct QueueSelectionTests {
  private let known = ["default", "Zed", "mail:low", "high", "mail:high", ".hidden", "été", "a b"]

  private func queues(_ names: [String]) -> [String] {
    QueueSelection(names, readsPatterns: true).queues(among: known)
  }

  @Test func `names without patterns are worked as they are, known or not, each once`() {
    #expect(queues([" high ", "nobody knows", "high", "default"]) == ["high", "nobody knows", "default"])
  }

  @Test func `a star stands for every queue, sorted by bytes`() {
    #expect(queues(["*"]) == ["Zed", "a b", "default", "high", "mail:high", "mail:low", "été"])
  }

  @Test func `what is named first comes first, and not again`() {
    #expect(queues(["high", "mail*", "*"]) == ["high", "mail:high", "mail:low", "Zed", "a b", "default", "été"])
  }

  @Test func `exclusions hold wherever they stand`() {
    #expect(queues(["!mail*", "*", "!Zed"]) == ["a b", "default", "high", "été"])
  }

  @Test func `one pattern or exclusion makes every name wait until its queue is known`() {
    #expect(queues(["nobody knows", "d*"]) == ["default"])
    #expect(queues(["default", "!d*"]) == [])
    #expect(queues(["{high,low}"]) == [])
  }

  @Test func `exclusions alone want nothing`() {
    #expect(QueueSelection(["!a", " !b"], readsPatterns: true).wanted.isEmpty)
  }

  @Test func `a dialect without patterns takes every name literally`() {
    let selection = QueueSelection(["*", "!a"], readsPatterns: false)
    #expect(!selection.isDynamic)
    #expect(selection.queues(among: known) == ["*", "!a"])
  }

  @Test func `a list is taken apart at its commas, each name without the space around it`() {
    #expect(QueueSelection.names(in: " a b ,\tmail*,,!x ") == ["a b", "mail*", "", "!x"])
  }
}
