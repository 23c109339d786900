import { transform } from "esbuild"
import { PackError } from "../errors.ts"
import type { ProjectFiles } from "./project-files.ts"

/** Finds the file that calls `main(MyCharm)`; the path is relative to the project. */
export async function findEntryFile(files: ProjectFiles): Promise<string> {
  const found = ["src/charm.ts", "src/charm.js"]
  for (const path of found) {
    if (await files.exists(path)) return path
  }
  throw new PackError(
    "no-entry",
    "src/charm.ts is missing (src/charm.js would do); it defines the charm's class and ends with main(MyCharm)",
  )
}

/** Whether the file calls `main(…)` outside of comments. A charm without the call handles no hook. */
export async function callsMain(text: string): Promise<boolean> {
  // Printed again by esbuild, which removes comments and normalizes calls.
  const { code } = await transform(text, { loader: "ts", minifyWhitespace: true, legalComments: "none" })
  return /(?<![\w$.])main\(/.test(code)
}
