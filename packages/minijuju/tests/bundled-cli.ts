import { copyFile, mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { bundleToolClient } from "../src/agent/bundle-tool-client.ts"

/** The program as one file, which starts in a fraction of the time: for tests that start it hundreds of times. */
export async function bundleCli(dir: string): Promise<string> {
  const folder = join(dir, "dist", "bundle")
  const file = join(folder, "cli.mjs")
  await mkdir(folder, { recursive: true })
  await build({
    entryPoints: [fileURLToPath(new URL("../src/cli.ts", import.meta.url))],
    outfile: file,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    conditions: ["charmkit-source"],
    // Only needed where the bundled tool client is missing.
    external: ["./bundle-tool-client.ts"],
    banner: {
      js: `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`,
    },
  })
  await writeFile(join(folder, "tool-client.cjs"), await bundleToolClient())
  const perlClient = fileURLToPath(new URL("../src/agent/tool-client.pl", import.meta.url))
  await copyFile(perlClient, join(folder, "tool-client.pl"))
  await copyFile(fileURLToPath(new URL("../package.json", import.meta.url)), join(dir, "package.json"))
  return file
}
