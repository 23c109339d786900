import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join, relative } from "node:path"
import { build, type Plugin } from "esbuild"

/**
 * Replaces the JavaScript files of a package by a few: a tenth of the tarball was the imports and file headers of two hundred. Each entry stays
 * where it was and exports what is in `dist/lib`; names stay as they are, and lines short enough for stack traces. Files that are not
 * JavaScript stay in place.
 *
 * @param entries names below `dist`, without `.js`
 * @param kept folders below `dist` whose files are not modules of the package
 */
export async function bundleLibrary(
  dist: string,
  entries: readonly string[],
  kept: readonly string[],
): Promise<void> {
  const before = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".js") && !kept.some((folder) => name.startsWith(`${folder}/`)),
  )
  await build({
    entryPoints: entries.map((entry) => join(dist, `${entry}.js`)),
    outdir: join(dist, "lib"),
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 200,
    plugins: [keepingPlaces(dist)],
    logLevel: "silent",
  })
  for (const name of before) rmSync(join(dist, name))
  for (const entry of entries) writeFileSync(join(dist, `${entry}.js`), `export * from "./lib/${entry}.js"\n`)
}

/** Lets each module find the files next to it, although its code is in `dist/lib`. */
function keepingPlaces(dist: string): Plugin {
  return {
    name: "keeping places",
    setup({ onLoad }) {
      onLoad({ filter: /\.js$/ }, ({ path }) => {
        const place = JSON.stringify(`../${relative(dist, path)}`)
        const code = readFileSync(path, "utf8")
        return { contents: code.replaceAll("import.meta.url", `new URL(${place}, import.meta.url)`) }
      })
    },
  }
}
