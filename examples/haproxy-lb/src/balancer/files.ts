import { join } from "node:path"

/** The files of the embedded engine, in a folder that only its user can enter. */
export const filesIn = (dir: string) => ({
  /** What was balanced last and is balanced again after a restart. */
  desired: join(dir, "desired.json"),
  /** What is to be balanced, before it has proved to be possible. */
  next: join(dir, "desired.next.json"),
  control: join(dir, "control.sock"),
  pid: join(dir, "balancer.pid"),
  log: join(dir, "balancer.log"),
})
