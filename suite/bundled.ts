import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { build, type Plugin } from "esbuild"
import { once } from "./once.ts"

/**
 * Bundles a TypeScript program of this repository into one file, once for all test files of a run, and returns the file. Node.js starts the
 * bundle in a tenth of the processor time that it needs for the sources.
 */
export async function bundled(source: URL): Promise<string> {
  const file = fileURLToPath(source)
  const key = createHash("sha256").update(file).digest("hex").slice(0, 16)
  const folder = await once(`bundle-${key}`, (target) =>
    build({
      entryPoints: [file],
      outfile: join(target, "program.mjs"),
      bundle: true,
      platform: "node",
      target: "node20",
      format: "esm",
      conditions: ["charmkit-source"],
      plugins: [sourcePaths],
      // Packages in CommonJS call require(). The other name is one that no source has.
      banner: {
        js: `import { createRequire as bundleRequire } from "node:module"; const require = bundleRequire(import.meta.url);`,
      },
      logLevel: "error",
    }),
  )
  return join(folder, "program.mjs")
}

/** Programs find other files of the repository relative to their sources, and esbuild's JavaScript finds its program. */
const sourcePaths: Plugin = {
  name: "source-paths",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^esbuild$/ }, () => ({
      path: fileURLToPath(import.meta.resolve("esbuild")),
      external: true,
    }))
    onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace(
        /\bimport\.meta\.url\b/g,
        JSON.stringify(pathToFileURL(path).href),
      ),
      loader: "ts",
    }))
  },
}
