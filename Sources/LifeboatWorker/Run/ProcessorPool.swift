import LifeboatRedis
import Synchronization

/// The processors of a worker, one for each slot.
final class ProcessorPool: Sendable {
  private let processors: [Processor]
  private let board: SlotBoard
  private let control: WorkerControl
  private let alive: Mutex<Int>

  init(processors: [Processor], board: SlotBoard, control: WorkerControl) {
    self.processors = processors
    self.board = board
    self.control = control
    alive = Mutex(processors.count)
  }

  var count: Int { processors.count }

  /// Whether every processor has ended.
  var isEmpty: Bool { alive.withLock { $0 == 0 } }

  func start() {
    for processor in processors { start(processor) }
  }

  /// Runs a slot. The task is not a child of anything: a job that ignores its cancellation must not be able to keep
  /// a worker from leaving, so the pool owns the task, by way of the board, and counts it.
  private func start(_ processor: Processor) {
    board.start(slot: processor.slot) {
      Task {
        await processor.run()
        ended(processor)
      }
    }
  }

  private func ended(_ processor: Processor) {
    // Its job was cancelled because another worker has it; the slot goes on.
    if Task.isCancelled && !control.isStopping { return start(processor) }
    alive.withLock { $0 -= 1 }
    control.leaser.signal()
  }
}
