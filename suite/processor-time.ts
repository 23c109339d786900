/**
 * Measures the processor time of this process during a call, in milliseconds. Unlike wall time, it does not depend on other processes. For
 * tests that an algorithm's time does not grow faster than its input.
 */
export function processorTimeOf(call: () => void): number {
  const before = process.cpuUsage()
  call()
  return process.cpuUsage(before).user / 1000
}
