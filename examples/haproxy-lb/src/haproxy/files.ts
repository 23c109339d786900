import { join } from "node:path"

/** The files of the HAProxy engine, in a folder that only its user can enter. */
export const haproxyFiles = (dir: string) => ({
  config: join(dir, "haproxy.cfg"),
  /** Before HAProxy has said that it is valid. */
  nextConfig: join(dir, "haproxy.next.cfg"),
  /** The plan that the running configuration was made from. */
  desired: join(dir, "desired.json"),
  tlsDir: join(dir, "tls"),
  adminSocket: join(dir, "admin.sock"),
  masterSocket: join(dir, "master.sock"),
  serverState: join(dir, "servers.state"),
  pid: join(dir, "haproxy.pid"),
  log: join(dir, "haproxy.log"),
})
