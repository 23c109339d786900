import { Model } from "minijuju"
import { expect, test } from "vitest"
import { packed } from "../suite/packed.ts"

test("a hook fails if the charm exits before its handlers are done, or if it waits forever", {
  timeout: 120_000,
}, async () => {
  const file = await packed(new URL("./fixtures/unended-charm/", import.meta.url))
  await using model = await Model.start({ retry: { enabled: false } })
  const said: string[] = []
  model.listen((event) => {
    if (event.type === "log") said.push(event.message)
  })
  await model.deploy(file)
  const failed = async (hook: string) => {
    await model.settle({ timeoutMs: 60_000, allowErrors: true })
    const unit = model.status().applications["unended-charm"]?.units["unended-charm/0"]
    expect(unit?.["workload-status"].message).toBe(`hook failed: "${hook}"`)
    expect(said.splice(0).join("\n")).toContain("has not come to its end")
    model.resolve("unended-charm/0", { retry: false })
  }
  await failed("install")
  await failed("start")
})
