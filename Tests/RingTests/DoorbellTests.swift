import Foundation
import Ring
import Testing

@Suite struct DoorbellTests {
  @Test func remembersARingBeforeTheWait() throws {
    let bell = try Doorbell()
    bell.ring()
    bell.ring()
    #expect(bell.wait(timeoutMilliseconds: 0))
    #expect(!bell.wait(timeoutMilliseconds: 0))
  }

  @Test func wakesAWaitingThread() throws {
    let bell = try Doorbell()
    Thread.detachNewThread {
      usleep(20_000)
      bell.ring()
    }
    let clock = ContinuousClock()
    let waited = clock.measure { #expect(bell.wait(timeoutMilliseconds: 10_000)) }
    #expect(waited < .seconds(5))
  }

  @Test func givesUpInTime() throws {
    let bell = try Doorbell()
    let waited = ContinuousClock().measure { #expect(!bell.wait(timeoutMilliseconds: 30)) }
    #expect(waited >= .milliseconds(29))
  }

  @Test func aStopFlagIsSetOnce() {
    let flag = StopFlag()
    #expect(!flag.isStopped)
    flag.stop()
    flag.stop()
    #expect(flag.isStopped)
  }
}
