// Node.js' own test runner, and no compiler: from nothing to four active charms.
import assert from "node:assert/strict"
import { test } from "node:test"
import { OpsTest } from "@charmkit/testing/juju"
import { lbCharms } from "loadbalancer-interface/testing"

test("four charms, in either style on either side", async () => {
  const begin = performance.now()
  const opsTest = await OpsTest.start()
  try {
    const { model } = opsTest
    const charms = await opsTest.buildCharms(...Object.values(lbCharms))
    await Promise.all(charms.map((charm) => model.deploy(charm)))
    await model.integrate("lb-provider", "lb-consumer-reactive")
    await model.integrate("lb-provider-reactive", "lb-consumer")
    const { applications } = await model.waitForIdle({ status: "active" })
    assert.deepEqual(Object.keys(applications).sort(), [
      "lb-consumer",
      "lb-consumer-reactive",
      "lb-provider",
      "lb-provider-reactive",
    ])
    console.log(`active after ${((performance.now() - begin) / 1000).toFixed(1)} s`)
  } finally {
    await opsTest.end()
  }
})
