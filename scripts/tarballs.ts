import { resolve } from "node:path"
import { tarballProblems } from "./lib/build/check-tarball.ts"
import { makeTarballs } from "./lib/build/make-tarballs.ts"

const [folder, ...others] = process.argv.slice(2)
if (folder === undefined || folder.startsWith("-") || others.length > 0) {
  console.error(`tarballs: builds every published package, packs it into a folder and checks the tarball

Usage: npm run tarballs -- DIR

Exit status: 0 success, 1 a tarball has a problem, 2 wrong usage.`)
  process.exitCode = 2
} else {
  for (const tarball of await makeTarballs(process.cwd(), resolve(folder))) {
    const problems = await tarballProblems(tarball)
    console.log([tarball.file, ...problems].join("\n"))
    if (problems.length > 0) process.exitCode = 1
  }
}
