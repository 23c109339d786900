/**
 * Milliseconds that this process's own code has computed during a call: unlike the time on the clock it does not grow when other programs
 * want the processor. For tests of what grows faster than its input.
 */
export function processorTimeOf(call: () => void): number {
  const before = process.cpuUsage()
  call()
  return process.cpuUsage(before).user / 1000
}
