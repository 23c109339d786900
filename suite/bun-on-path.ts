import { join } from "node:path"

/** Makes the Bun of scripts/install-bun.sh the last one on PATH, where the packer finds it for every project. */
export function bunOnPath(): void {
  const architecture = process.arch === "arm64" ? "aarch64" : process.arch
  const folder = join(import.meta.dirname, `bun/node_modules/@oven/bun-linux-${architecture}/bin`)
  const path = process.env.PATH ?? ""
  if (!path.split(":").includes(folder)) process.env.PATH = `${path}:${folder}`
}
