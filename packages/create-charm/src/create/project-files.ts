import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { type CharmProject, className, type Kind, type Style } from "./charm-project.ts"
import { packageJson } from "./package-json.ts"
import { managerFiles, withManager } from "./package-manager.ts"

/** The examples of this repository are the templates; a charm without load balancers has templates of its own. */
const TEMPLATES: Readonly<Record<Kind, Readonly<Record<Style, string>>>> = {
  consumer: {
    declared: "lb-consumer-declared",
    operator: "lb-consumer",
    reactive: "lb-consumer-reactive",
  },
  provider: {
    declared: "lb-provider-declared",
    operator: "lb-provider",
    reactive: "lb-provider-reactive",
  },
  plain: { declared: "plain", operator: "plain", reactive: "plain-reactive" },
}

/** Returns the content of each file of a charm's project by its path. */
export function projectFiles(project: CharmProject): ReadonlyMap<string, string> {
  const template = TEMPLATES[project.kind][project.style]
  const folder = templateFolder(template)
  const manager = project.packageManager ?? "npm"
  const named = (text: string) => withManager(withNames(text, template, project.name), manager)
  const sources = SOURCES.map((path) => [path, named(read(`${folder}/${path}`))] as const)
  const shared = Object.entries(SHARED).map(
    ([path, file]) => [path, named(read(`${SCAFFOLD}/all/${file}`))] as const,
  )
  return new Map([
    ["charmcraft.yaml", named(read(`${folder}/charmcraft.yaml`) + read(`${SCAFFOLD}/all/charmcraft.yaml`))],
    ["package.json", packageJson(project.name, read(`${folder}/src/charm.ts`), manager)],
    ...sources,
    ["tests/deployed.test.ts", named(read(`${SCAFFOLD}/deployed/${project.kind}.ts`))],
    ...shared,
    ["LICENSE", read(LICENSE)],
    ...managerFiles(manager, read(`${SCAFFOLD}/all/gitignore`)),
  ])
}

/** The examples' other tests are about two examples. */
const SOURCES = ["src/charm.ts", "src/charmcraft.d.ts", "src/state-transition.test.ts"]

/** By their path in the project. Their names differ, because npm does not pack .gitignore, and Biome takes every biome.json for its own. */
const SHARED = {
  "README.md": "README.md",
  "icon.svg": "icon.svg",
  "tsconfig.json": "tsconfig.json",
  "biome.json": "lint.json",
  ".github/workflows/ci.yml": "ci.yml",
}

const SCAFFOLD = fileURLToPath(new URL("../../scaffold", import.meta.url))
/** In the repository, the examples and the licence are outside of the package; the published one contains copies. */
const REPOSITORY = fileURLToPath(new URL("../../../..", import.meta.url))
const isPublished = import.meta.url.endsWith(".js")
const LICENSE = isPublished ? `${SCAFFOLD}/../LICENSE` : `${REPOSITORY}/LICENSE`

function templateFolder(template: string): string {
  const own = `${SCAFFOLD}/${template}`
  return existsSync(own) ? own : `${REPOSITORY}/examples/${template}`
}

/** Names that a charm may have, but which Juju's YAML reads as something else. */
const YAML_WORD = /^(?:y|yes|n|no|on|off|true|false|null)$/

/** Replaces the template's names by the project's. */
function withNames(text: string, template: string, name: string): string {
  return text
    .replace(/^title: .*\n/m, "")
    .replaceAll(
      'applications["my-charm"]',
      name.includes("-") ? `applications["${name}"]` : `applications.${name}`,
    )
    .replaceAll("my-charm", name)
    .replace(new RegExp(`^name: ${template}$`, "m"), `name: ${YAML_WORD.test(name) ? `"${name}"` : name}`)
    .replace(/\b(?:Lb(?:Consumer|Provider)(?:Declared)?|Plain)Charm\b/g, className(name))
}

function read(file: string): string {
  return readFileSync(file, "utf8")
}
