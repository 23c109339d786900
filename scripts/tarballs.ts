import { resolve } from "node:path"
import { makeTarballs } from "./lib/build/make-tarballs.ts"

const [folder, ...others] = process.argv.slice(2)
if (folder === undefined || folder.startsWith("-") || others.length > 0) {
  console.error(`tarballs: builds every published package and packs it into a folder

Usage: npm run tarballs -- DIR`)
  process.exitCode = 2
} else {
  for (const { file } of await makeTarballs(process.cwd(), resolve(folder))) console.log(file)
}
