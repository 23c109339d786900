import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { expect, test } from "vitest"

/** Bundles a program as the packer does, and returns its code. */
async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL(".", import.meta.url)), loader: "ts" },
    bundle: true,
    platform: "node",
    format: "cjs",
    minifySyntax: true,
    conditions: ["module", "charmkit-source"],
    write: false,
  })
  return outputFiles[0]?.text ?? ""
}

const charm = `class Charm extends CharmBase { settings() { return this.config.get("port") } }\nmain(Charm)\n`

test("a charm without a schema contains nothing of the schema functions; one with a schema brings its library", async () => {
  const plain = await bundle(`import { CharmBase, main } from "@charmkit/ops"\n${charm}`)
  expect(plain).toContain("declares no ")
  expect(plain).not.toMatch(/~standard|is asynchronous|jsonIn|valibot/)
  const read = await bundle(
    `import { CharmBase, main, readWith } from "@charmkit/ops"\nimport { number, object } from "valibot"\n` +
      charm.replace('this.config.get("port")', "readWith(object({ port: number() }), this.config)"),
  )
  expect(read).toMatch(/is asynchronous[\s\S]*~standard|~standard[\s\S]*is asynchronous/)
  expect(read).not.toContain("jsonIn")
})
