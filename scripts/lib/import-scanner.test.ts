import { expect, test } from "vitest"
import { scanImports } from "./import-scanner.ts"

function specifiers(source: string): string[] {
  return scanImports(source).map(({ specifier }) => specifier)
}

test("finds every form of import, with its line", () => {
  const source = [
    'import "./side-effect.ts"',
    "import {",
    "  a,",
    "  b,",
    '} from "./many-lines.ts"',
    "export { c } from './again.ts'",
    'const d = await import("./later.ts")',
  ].join("\n")
  expect(scanImports(source)).toEqual([
    { specifier: "./side-effect.ts", line: 1, typeOnly: false },
    { specifier: "./many-lines.ts", line: 5, typeOnly: false },
    { specifier: "./again.ts", line: 6, typeOnly: false },
    { specifier: "./later.ts", line: 7, typeOnly: false },
  ])
})

test("distinguishes imports of types from imports of values", () => {
  const source = [
    'import type { A } from "a"',
    'import { type B } from "b"',
    'export type { C } from "c"',
    'import type from "d"',
    'import type E from "e"',
  ].join("\n")
  const typeOnly = scanImports(source).map((found) => found.typeOnly)
  expect(typeOnly).toEqual([true, false, true, false, true])
})

test("finds an import that is written as a type, and refuses text that is not TypeScript", () => {
  expect(scanImports('export type A = import("./a.ts").A\n')).toEqual([
    { specifier: "./a.ts", line: 1, typeOnly: true },
  ])
  expect(() => scanImports("export type =", "packages/one/src/a.ts")).toThrow(
    /^packages\/one\/src\/a\.ts cannot be read: /,
  )
})

test("ignores imports in comments, strings, templates and regular expressions", () => {
  const source = [
    '// import "./comment.ts"',
    '/* import "./block.ts" */',
    `const text = 'import "./string.ts"'`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text is code with a template in it
    'const template = `import "./template.ts" ${[1].map((x) => `${x} from "./inner.ts"`)}`',
    'const pattern = /["`]/g.test("x") ? 4 / 2 : Array.from("abc")',
    'import "./real.ts"',
  ].join("\n")
  expect(specifiers(source)).toEqual(["./real.ts"])
})

test("finds an import inside a template's expression", () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text is code with a template in it
  expect(specifiers('const x = `${await import("./deep.ts")} rest`; import "./after.ts"')).toEqual([
    "./deep.ts",
    "./after.ts",
  ])
})
