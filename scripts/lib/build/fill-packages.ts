import { copyFileSync, cpSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import { packCharm } from "@charmkit/pack"
import { bundleToolClient } from "../../../packages/minijuju/src/agent/bundle-tool-client.ts"
import { compile } from "./compile.ts"
import { type PublishedPackage, publishedPackages } from "./published.ts"

/** Compiles the sources below `root` and gives every published package below `target` its `dist/` and its LICENSE. */
export async function fillPackages(root: string, target: string): Promise<PublishedPackage[]> {
  using compiled = compile(root)
  const packages = publishedPackages(root)
  const toolClient = await bundleToolClient()
  for (const { folder } of packages) {
    const dist = join(target, folder, "dist")
    rmSync(dist, { recursive: true, force: true })
    cpSync(join(compiled.folder, basename(folder), "src"), dist, { recursive: true })
    // npm packs a licence only from the package's own folder.
    copyFileSync(join(root, "LICENSE"), join(target, folder, "LICENSE"))
  }
  // The program behind every hook tool, ready made: no bundler is installed with minijuju.
  const agent = join(target, "packages/minijuju/dist/agent")
  writeFileSync(join(agent, "tool-client.cjs"), toolClient)
  copyFileSync(join(root, "packages/minijuju/src/agent/tool-client.pl"), join(agent, "tool-client.pl"))
  cpSync(join(root, DASHBOARD_PAGE), join(target, DASHBOARD_PAGE.replace("/src/", "/dist/")), {
    recursive: true,
  })
  await packTestCharms(root, join(target, "packages/loadbalancer/charms"))
  return packages
}

/** Plain HTML, CSS and JavaScript, served as it is. */
const DASHBOARD_PAGE = "packages/minijuju/src/dashboard/page"

/** What `lbCharms` names, by the charms' names. */
const TEST_CHARMS = ["lb-provider", "lb-consumer", "lb-provider-reactive", "lb-consumer-reactive"]

async function packTestCharms(root: string, outDir: string): Promise<void> {
  rmSync(outDir, { recursive: true, force: true })
  for (const name of TEST_CHARMS) {
    const projectDir = join(root, "examples", name)
    const { file } = await packCharm({ projectDir, outDir, conditions: ["charmkit-source"] })
    renameSync(file, join(outDir, `${name}.charm`))
  }
}
