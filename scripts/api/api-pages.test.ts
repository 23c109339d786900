import { expect, test } from "vitest"
import { manifest, scratchRepository } from "../lib/scratch-repository.ts"
import { missingDocstrings } from "./missing.ts"
import { renderPages } from "./pages.ts"
import { readEntries } from "./read-entries.ts"

const SLOW = 300_000

const SOURCE = `
/** What went wrong. */
export class SadError extends Error {
  override readonly name = "SadError"
}

/** Has a colour. */
interface Coloured {
  /** As a word. */
  readonly colour: string
}

/** A thing to sit on. It has legs. */
export interface Chair extends Coloured {}

/** Makes things. */
export abstract class Maker {
  /** How many were made. */
  get count(): number { return 0 }
  /** @internal */
  onEvent(): void {}
  protected helper(): void {}
}

export class Joiner extends Maker {
  #glue = 1
  /** @param glue in litres */
  constructor(glue: number) { super(); this.#glue = glue }
  /**
   * Makes one, see {@link Maker}.
   * @throws SadError without glue
   */
  make(name: string, options: { readonly legs?: number } = {}): Chair | undefined { throw new SadError() }
  break(): void {}
}
`

/** Creates a repository with one package whose entry is this text. */
function repository(source: string): ReturnType<typeof scratchRepository> {
  const compilerOptions = { target: "es2022", module: "nodenext", strict: true, types: [] }
  return scratchRepository({
    "scripts/api/tsconfig.pages.json": JSON.stringify({
      compilerOptions,
      include: ["../../packages/*/src/*.ts"],
    }),
    "packages/scratch/package.json": manifest("."),
    "packages/scratch/src/index.ts": source,
  })
}

test("a page has signatures, docstrings, members, errors, and links between types", {
  timeout: SLOW,
}, async () => {
  using scratch = repository(SOURCE)
  const pages = renderPages(await readEntries(scratch.root))
  expect([...pages.keys()]).toEqual(["README.md", "scratch.md"])
  const page = pages.get("scratch.md") ?? ""
  const joiner = page.slice(page.indexOf("### Joiner"), page.indexOf("### Maker"))
  expect(joiner.trim()).toBe(
    `### Joiner

\`\`\`ts
class Joiner extends Maker
new Joiner(glue: number)
\`\`\`

- \`glue\`: in litres

Members:

- \`make(name: string, options?: { readonly legs?: number }): Chair | undefined\`

  Makes one, see [\`Maker\`](#maker).

  - Throws [\`SadError\`](#saderror) without glue
- \`break(): void\`

From [\`Maker\`](#maker): \`count\`

See [\`Maker\`](#maker), [\`Chair\`](#chair)`,
  )
  expect(page).toContain("interface Chair\n")
  expect(page).toContain("- `readonly colour: string`\n\n  As a word.")
  expect(page).not.toMatch(/helper|onEvent|glue = 1|Coloured|"SadError"/)
  expect(pages.get("README.md")).toContain("- [`Chair`](scratch.md#chair) – A thing to sit on.\n")
})

test("a public name and a public member of a class without docstring are found", {
  timeout: SLOW,
}, async () => {
  using scratch = repository(SOURCE)
  expect((await readEntries(scratch.root)).flatMap(missingDocstrings)).toEqual([
    "scratch: Joiner",
    "scratch: Joiner.break",
  ])
})
