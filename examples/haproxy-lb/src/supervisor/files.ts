import { join } from "node:path"

/** The supervisor's files in the folder of its process. */
export const supervisorFiles = (dir: string) => ({
  /** The process id, written by the supervisor. */
  pid: join(dir, "pid"),
  /** Output of the supervisor and the process. */
  log: join(dir, "log"),
})

/** Prefix of the log line that reports that the process has ended. */
export const ENDED = "supervisor: ended:"
