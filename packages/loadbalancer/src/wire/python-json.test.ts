import { describe, expect, test } from "vitest"
import { canonicalJson } from "./canonical-json.ts"
import { Float } from "./float.ts"
import { parsePythonJson } from "./python-json.ts"
import { pythonText } from "./python-text.ts"

function read(text: string) {
  const result = parsePythonJson(text)
  if (!result.ok) throw new Error(result.message)
  return result.value
}

describe("reading", () => {
  test.each([
    "NaN",
    "Infinity",
    "-Infinity",
    "1.0",
    "-0.0",
    "1e+16",
    "1e-07",
    "0.0001",
    "123456789.5",
    "5e-324",
  ])("keeps the float %s", (text) => {
    expect(read(text)).toBeInstanceOf(Float)
    expect(canonicalJson(read(text))).toBe(text)
  })

  test.each([
    ["1e3", "1000.0"],
    ["1E5", "100000.0"],
    ["1e15", "1000000000000000.0"],
    ["1.5e-5", "1.5e-05"],
  ])("prints %s as Python does", (text, printed) => expect(canonicalJson(read(text))).toBe(printed))

  test("keeps integers exact and knows no negative zero", () => {
    expect(canonicalJson(read("[-0, 9007199254740993, -123456789012345678901]"))).toBe(
      "[0, 9007199254740993, -123456789012345678901]",
    )
  })

  test("of equal keys the last one counts, and no key is special", () => {
    const value = read('{"a": 1, "__proto__": {"polluted": true}, "a": 2}')
    expect(value).toEqual(
      new Map<string, unknown>([
        ["a", 2],
        ["__proto__", new Map([["polluted", true]])],
      ]),
    )
    expect({}).not.toHaveProperty("polluted")
  })

  test("agrees with JSON.parse on what both accept", () => {
    const text =
      ' {"a" : [1, -2.5e3, "\\u00e9\\ud83d\\ude00\\n\\/\\"", true, false, null, {}, []], "": "\u007f\u2028" } '
    expect(JSON.parse(canonicalJson(read(text)))).toEqual(JSON.parse(text))
  })
})

describe("refusing", () => {
  test.each([
    ["", "Expecting value: line 1 column 1 (char 0)"],
    ["[1,]", "Expecting value: line 1 column 4 (char 3)"],
    ["[1 2]", "Expecting ',' delimiter: line 1 column 4 (char 3)"],
    ['{"a" 1}', "Expecting ':' delimiter: line 1 column 6 (char 5)"],
    ['{"a": 1,}', "Expecting property name enclosed in double quotes: line 1 column 9 (char 8)"],
    ['"🚀\\x"', "Invalid \\escape: line 1 column 3 (char 2)"],
    ['"\\u12"', "Invalid \\uXXXX escape: line 1 column 3 (char 2)"],
    ['"\\u0041', "Invalid \\uXXXX escape: line 1 column 3 (char 2)"],
    ['"\\u0041 ', "Unterminated string starting at: line 1 column 1 (char 0)"],
    ['\n"a', "Unterminated string starting at: line 2 column 1 (char 1)"],
    ["1 2", "Extra data: line 1 column 3 (char 2)"],
    ["01", "Extra data: line 1 column 2 (char 1)"],
    ["nul", "Expecting value: line 1 column 1 (char 0)"],
    ["+1", "Expecting value: line 1 column 1 (char 0)"],
  ])("%s", (text, message) => {
    expect(parsePythonJson(text)).toEqual({ ok: false, message })
  })

  test.each(["[", '{"a":', "[[{"])("endless nesting of %s without exhausting the stack", (piece) => {
    expect(parsePythonJson(piece.repeat(1_000_000))).toMatchObject({ ok: false })
  })

  test("integers whose reading would take for ever", () => {
    expect(parsePythonJson("9".repeat(1_000_000))).toMatchObject({ ok: false })
  })
})

test.each([
  ['["tcp"]', "['tcp']"],
  ['{"a": [true, null, 1.5]}', "{'a': [True, None, 1.5]}"],
  ['"it\'s"', "it's"],
  ['["it\'s", "\\"", "\\n\\u0007é"]', `["it's", '"', '\\n\\x07é']`],
  ["[NaN, -Infinity]", "[nan, -inf]"],
  [
    '["\\u00ad \\u3000\\u202e\\ud800\\ue000\\udbff\\udfff😀"]',
    "['\\xad \\u3000\\u202e\\ud800\\ue000\\U0010ffff😀']",
  ],
])("%s reads in messages as Python shows it", (text, shown) => {
  expect(pythonText(read(text))).toBe(shown)
})
