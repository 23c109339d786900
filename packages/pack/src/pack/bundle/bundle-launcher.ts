import { extname } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { banner, MINIMUM_NODE } from "./banner.ts"

/**
 * Bundles launcher.ts, or plain-launcher.ts for a charm that cannot run from V8's code cache. Each is the same for every charm. Minified,
 * because it is compiled at every start. Bundled once for a process, which `minijuju dev` lets pack at every change.
 */
export function bundleLauncher(name: LauncherName): Promise<Buffer> {
  const launcher = bundled.get(name) ?? bundle(name)
  bundled.set(name, launcher)
  return launcher
}

type LauncherName = "launcher" | "plain-launcher"

const bundled = new Map<LauncherName, Promise<Buffer>>()

async function bundle(name: LauncherName): Promise<Buffer> {
  const result = await build({
    // launcher.js in the built package.
    entryPoints: [fileURLToPath(new URL(`${name}${extname(import.meta.url)}`, import.meta.url))],
    write: false,
    bundle: true,
    format: "cjs",
    platform: "node",
    target: `node${MINIMUM_NODE}`,
    minify: true,
    lineLimit: 160,
    banner: { js: banner },
    logLevel: "silent",
  })
  const [output] = result.outputFiles
  if (output === undefined) throw new Error("esbuild wrote no launcher")
  return Buffer.from(output.contents)
}
