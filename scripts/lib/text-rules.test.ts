import { expect, test } from "vitest"
import { textProblems } from "./text-rules.ts"

// Built at run time, because this file must follow the rules that it tests.
const slash = "/"
const bad = {
  root: `cd ${slash}root${slash}project`,
  work: `import "${slash}work${slash}main/x.ts"`,
  home: `PATH=${slash}home${slash}sam${slash}bin`,
  registry: `https://${"registry"}.example.com/yaml`,
  todo: `// ${"TO"}${"DO"}: later`,
  action: `- ${"uses"}: some/action@v7`,
  fixme: `# ${"FIX"}${"ME"}`,
}

test.each(Object.entries(bad))("%s is reported with its line", (_, line) => {
  expect(textProblems("docs/a.md", `first\n${line}\n`)).toEqual([expect.stringMatching(/^docs\/a\.md:2 /)])
})

test("similar paths are allowed", () => {
  const text =
    "packages/work/x src/root/y ./work/z https://example.com/root/a /workspace /home-page todos\n" +
    `${"uses"}: some/action@${"0".repeat(40)} # v7\n`
  expect(textProblems("docs/a.md", text)).toEqual([])
})

test("code of more than 300 lines must say why; texts may be as long as they like", () => {
  const long = "x\n".repeat(301)
  expect(textProblems("a.ts", long)).toEqual([expect.stringContaining("a.ts:1 has 301 lines")])
  expect(textProblems("a.ts", "x\n".repeat(300))).toEqual([])
  expect(textProblems("a.ts", `// Long because it is one table.\n${long}`)).toEqual([])
  expect(textProblems("a.md", long)).toEqual([])
})
