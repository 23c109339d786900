import { execFileSync } from "node:child_process"
import { expect, test } from "vitest"
import { checkLinks } from "./check-links.ts"
import { withRepositoryLinks } from "./lib/build/repository-links.ts"
import { scratchRepository } from "./lib/scratch-repository.ts"

function repository(files: Readonly<Record<string, string>>): ReturnType<typeof scratchRepository> {
  const tree = scratchRepository(files)
  execFileSync("git", ["init", "--quiet", tree.root])
  return tree
}

test("links to existing files, folders and headings are no problem, nor is code that looks like a link", () => {
  using tree = repository({
    "README.md": [
      "# The `name` of it, twice",
      "[a](docs) [b](docs/a.md) [`c` d](docs/a.md#two-words) `x` [e](#the-name-of-it-twice-1) `y`",
      '[f](https://example.com/nothing) [g](docs/a.md "title")',
      "# The name of it, twice",
      "`[h](nowhere)`",
      "```",
      "[i](nowhere)",
      "```",
      "[j]: docs/a.md",
    ].join("\n"),
    "docs/a.md": "## Two words\n",
  })
  expect(checkLinks(tree.root)).toEqual([])
})

test("a missing file and a missing heading are reported with their line", () => {
  using tree = repository({
    "README.md": "# Top\n\n[a](gone.md) and [b](docs/a.md#gone), [`c` and `d`](#gone) `e`\n[f]: gone\n",
    "docs/a.md": "[up](../README.md#top) [folder](../docs#x)\n",
  })
  expect(checkLinks(tree.root)).toEqual([
    "README.md:3 links to gone.md, but there is no gone.md",
    "README.md:3 links to docs/a.md#gone, but docs/a.md has no such heading",
    "README.md:3 links to #gone, but README.md has no such heading",
    "README.md:4 links to gone, but there is no gone",
    "docs/a.md:1 links to ../docs#x, but docs is a folder, which has no headings",
  ])
})

test("in a tarball, a link out of the package leads to the same version in the repository", () => {
  using tree = scratchRepository({
    "package.json": JSON.stringify({
      version: "1.2.3",
      repository: { url: "git+https://git.example.com/some/one.git" },
    }),
    "docs/a.md": "",
    "packages/two/README.md": "",
  })
  const text =
    "[own](PROTOCOL.md#x) [folder](../two) [file](../../docs/a.md#part) [web](https://example.com) [here](#b)"
  const packed = withRepositoryLinks(
    tree.root,
    "packages/one/README.md",
    text,
    (path) => path === "PROTOCOL.md",
  )
  expect(packed).toBe(
    "[own](PROTOCOL.md#x) [folder](https://git.example.com/some/one/tree/v1.2.3/packages/two) " +
      "[file](https://git.example.com/some/one/blob/v1.2.3/docs/a.md#part) [web](https://example.com) [here](#b)",
  )
})
