import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { brokenLinks } from "./html-links.ts"

test("a link to no file, to no anchor and a missing picture are found; web addresses are not followed", () => {
  const folder = mkdtempSync(join(tmpdir(), "html-links-"))
  mkdirSync(join(folder, "guides"))
  writeFileSync(
    join(folder, "index.html"),
    `<h1 id="top"></h1> <a href="guides/a%20b.html#part">1</a> <a href="#top">2</a> <a href="https://example.com/x">3</a>
     <a href="guides/c.html">4</a> <a href="guides/a%20b.html#other">5</a> <img src="picture.png">`,
  )
  writeFileSync(
    join(folder, "guides/a b.html"),
    `<p id="part"></p> <a href="../index.html#bottom">6</a> <a href="..">7</a>`,
  )
  expect(brokenLinks(folder).toSorted()).toEqual([
    "guides/a b.html: ../index.html#bottom",
    "index.html: guides/a b.html#other",
    "index.html: guides/c.html",
    "index.html: picture.png",
  ])
})
