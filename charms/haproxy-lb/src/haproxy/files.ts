import { join } from "node:path"
import { serviceFiles } from "../background/background-service.ts"

/** The files of the HAProxy engine, in a folder that only its user can enter. HAProxy is started in this folder and uses relative names. */
export const haproxyFiles = (dir: string) => ({
  ...serviceFiles(dir),
  config: join(dir, NAMES.config),
  /** The plan from which the running configuration was written. */
  desired: join(dir, "desired.json"),
  tlsDir: join(dir, NAMES.tlsDir),
  serverState: join(dir, NAMES.serverState),
  /** For a configuration, with its certificates, that HAProxy has not validated yet. */
  checkDir: join(dir, "check"),
})

export const NAMES = {
  config: "haproxy.cfg",
  pid: "pid",
  tlsDir: "tls",
  /** The health of the backends before a reload. */
  serverState: "servers.state",
  /** For commands, and to pass listening sockets to the next worker. */
  adminSocket: "admin.socket",
  masterSocket: "master.socket",
} as const
