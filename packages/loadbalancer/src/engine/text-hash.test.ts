import { expect, test } from "vitest"
import fc, { character } from "../../../../suite/fast-check.ts"
import { textHash } from "./text-hash.ts"

test("equal texts have equal hashes, and others have others", () => {
  const text = fc.string({ unit: character, maxLength: 300 })
  fc.assert(
    fc.property(text, text, (one, other) => (textHash(one) === textHash(other)) === (one === other)),
    { numRuns: 2000 },
  )
})

test("each change of one or two characters changes the hash", () => {
  const text = '[["lb_request_web","{\\"id\\": \\"1\\", \\"backends\\": [\\"10.0.0.1\\"]}"],["version","1"]]'
  const seen = new Map([[textHash(text), text]])
  for (let at = 0; at < text.length; at += 1)
    for (let to = at; to < text.length; to += 1) {
      const changed = [...text].map((one, index) => (index === at || index === to ? "2" : one)).join("")
      expect(seen.get(textHash(changed)) ?? changed).toBe(changed)
      seen.set(textHash(changed), changed)
    }
})

test("it is short, whatever the text: it is stored for each relation", () => {
  for (const text of ["", "\0", "\0\0", "x".repeat(1_000_000)])
    expect(textHash(text)).toMatch(/^[0-9a-z]{1,13}$/)
  expect(textHash("\0")).not.toBe(textHash(""))
})
