import { createHash } from "node:crypto"
import { expect, test } from "vitest"
import { md5 } from "./md5.ts"

test("is MD5, for every length of the last block", () => {
  const characters = [..."aé🚀z".repeat(50)]
  for (let length = 0; length <= characters.length; length += 1) {
    const text = characters.slice(0, length).join("")
    expect(md5(text)).toBe(createHash("md5").update(text).digest("hex"))
  }
})
