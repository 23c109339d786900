import { join } from "node:path"
import { supervisorFiles } from "../supervisor/files.ts"

/** The files of the HAProxy engine, in a folder that only its user can enter. HAProxy is started in it and knows them by their names. */
export const haproxyFiles = (dir: string) => ({
  ...supervisorFiles(dir),
  config: join(dir, NAMES.config),
  /** The plan that the running configuration was made from. */
  desired: join(dir, "desired.json"),
  tlsDir: join(dir, NAMES.tlsDir),
  serverState: join(dir, NAMES.serverState),
  /** For a configuration of which HAProxy has not said yet that it is valid, with its own certificates. */
  checkDir: join(dir, "check"),
})

export const NAMES = {
  config: "haproxy.cfg",
  pid: "pid",
  tlsDir: "tls",
  /** Which backends were dead before a reload. */
  serverState: "servers.state",
  /** For commands, and to hand sockets over to the next worker. */
  adminSocket: "admin.socket",
  masterSocket: "master.socket",
} as const
