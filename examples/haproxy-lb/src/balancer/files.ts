import { join } from "node:path"
import { supervisorFiles } from "../supervisor/files.ts"

/** The files of the embedded engine, in a folder that only its user can enter. */
export const filesIn = (dir: string) => ({
  ...supervisorFiles(dir),
  /** What was balanced last and is balanced again after a restart. */
  desired: join(dir, "desired.json"),
  /** What is to be balanced, before it has proved to be possible. */
  next: join(dir, "desired.next.json"),
})

/** Its name alone: the path may be longer than a socket's may be. */
export const CONTROL_SOCKET = "control.socket"
