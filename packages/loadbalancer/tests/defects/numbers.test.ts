import { readdirSync, readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { NOT_HERE } from "./tested-elsewhere.ts"

const all = [
  ...Array.from({ length: 42 }, (_, number) => `D${number}`),
  ...Array.from({ length: 25 }, (_, number) => `L${number + 1}`),
]

/** Lists the defect numbers at the start of the test names in this folder. */
function named(): Set<string> {
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith(".test.ts"))
  const texts = files.map((file) => readFileSync(new URL(file, import.meta.url), "utf8"))
  const names = texts.flatMap((text) => [
    ...text.matchAll(/^\s*\)?\(?(?:test\()?\s*"((?:[DL]\d+(?:, )?)+): /gm),
  ])
  const eaches = texts.flatMap((text) => [...text.matchAll(/\]\)\(\s*"((?:[DL]\d+(?:, )?)+): /g)])
  return new Set([...names, ...eaches].flatMap(([, numbers = ""]) => numbers.split(", ")))
}

test.each(Object.entries(NOT_HERE))(
  "%s has a test of its name in each place that is said",
  (number, files) => {
    for (const file of files) {
      const text = readFileSync(new URL(`../../../../${file}`, import.meta.url), "utf8")
      expect(text, file).toMatch(new RegExp(`test\\("(?:[DLR]\\d+, )*${number}[:,] `))
    }
  },
)

test("every known defect of upstream has a test with its number, here or elsewhere", () => {
  const here = named()
  expect(all.filter((number) => !here.has(number) && !(number in NOT_HERE))).toEqual([])
  expect(all.filter((number) => here.has(number) && number in NOT_HERE)).toEqual([])
  expect([...here, ...Object.keys(NOT_HERE)].filter((number) => !all.includes(number))).toEqual([])
})
