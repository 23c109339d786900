import { join } from "node:path"

/** What a supervisor has in the folder of its process. */
export const supervisorFiles = (dir: string) => ({
  /** The id of the process, written by itself. */
  pid: join(dir, "pid"),
  /** The words of both. */
  log: join(dir, "log"),
})

/** Begins the line in the log that says that the process has ended. */
export const ENDED = "supervisor: ended:"
