import { copyFile, cp, mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { build, type Metafile } from "esbuild"
import { bundleToolClient } from "../../../packages/minijuju/src/agent/bundle-tool-client.ts"

const minijuju = (path: string) =>
  fileURLToPath(new URL(`../../../packages/minijuju/${path}`, import.meta.url))

/** The bundle's script, from its folder. */
export const SCRIPT = "dist/bundle/cli.mjs"

/** Bundles minijuju and its dependencies into one script, with the files next to it. Returns what went into it. */
export async function bundleMinijuju(folder: string): Promise<Metafile> {
  const bundled = join(folder, "dist/bundle")
  await mkdir(bundled, { recursive: true })
  const { metafile } = await build({
    metafile: true,
    entryPoints: [minijuju("src/cli.ts")],
    outfile: join(folder, SCRIPT),
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    conditions: ["charmkit-source"],
    // Not bundled: needed only if the bundled tool client is missing.
    external: ["./bundle-tool-client.ts"],
    banner: {
      js: `import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);`,
    },
  })
  await writeFile(join(bundled, "tool-client.cjs"), await bundleToolClient())
  await copyFile(minijuju("src/agent/tool-client.pl"), join(bundled, "tool-client.pl"))
  await cp(minijuju("src/dashboard/page"), join(bundled, "page"), { recursive: true })
  await cp(minijuju("src/charm/library/stand-ins"), join(bundled, "stand-ins"), { recursive: true })
  await copyFile(minijuju("package.json"), join(folder, "package.json"))
  return metafile
}
