import { resolve } from "node:path"
import { makeWheel } from "./lib/build/make-wheel.ts"

const [folder, ...others] = process.argv.slice(2)
if (folder === undefined || folder.startsWith("-") || others.length > 0) {
  console.error(`wheel: builds the Python package minijuju into a folder

Usage: npm run wheel -- DIR

Exit status: 0 success, 2 wrong usage.`)
  process.exitCode = 2
} else {
  console.log(await makeWheel(process.cwd(), resolve(folder)))
}
