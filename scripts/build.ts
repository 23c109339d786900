import { fillPackages } from "./lib/build/fill-packages.ts"

const root = process.cwd()
for (const { name, folder } of await fillPackages(root, root)) console.log(`${folder}/dist  ${name}`)
