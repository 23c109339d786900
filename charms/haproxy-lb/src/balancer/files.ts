import { join } from "node:path"
import { serviceFiles } from "../background/background-service.ts"

/** The files of the embedded engine, in a folder that only its user can enter. */
export const filesIn = (dir: string) => ({
  ...serviceFiles(dir),
  /** The last applied configuration, restored after a restart. */
  desired: join(dir, "desired.json"),
  /** A new configuration that has not been applied yet. */
  next: join(dir, "desired.next.json"),
})

/** A name without a folder, because a socket's path is limited to 107 bytes and the folder's path may be longer. */
export const CONTROL_SOCKET = "control.socket"
