import { transform } from "esbuild"
import { PackError } from "../errors.ts"
import type { ProjectFiles } from "./project-files.ts"

/** The file that calls `main(MyCharm)`, relative to the project. */
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

/** Whether the file calls `main(…)` anywhere outside comments; a charm that does not answers no hook. */
export async function callsMain(text: string): Promise<boolean> {
  // Re-printed by the compiler: without comments and with one way to write a call.
  const { code } = await transform(text, { loader: "ts", minifyWhitespace: true, legalComments: "none" })
  return /(?<![\w$.])main\(/.test(code)
}
