import { fileURLToPath } from "node:url"
import { build } from "esbuild"

/** Bundles the client into one small CommonJS file: a process per call is only as fast as its start. */
export async function bundleToolClient(): Promise<string> {
  const result = await build({
    entryPoints: [fileURLToPath(new URL("./tool-client.ts", import.meta.url))],
    bundle: true,
    write: false,
    minify: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    conditions: ["charmkit-source"],
  })
  const [output] = result.outputFiles
  if (output === undefined) throw new Error("esbuild wrote no tool client")
  return output.text
}
