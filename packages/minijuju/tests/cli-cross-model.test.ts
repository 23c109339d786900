import { afterEach, beforeEach, expect, test } from "vitest"
import { at, CliHome } from "./cli-home.ts"
import { shellCharm } from "./shell-charm.ts"

let home: CliHome
beforeEach(async () => {
  home = await CliHome.make({ MINIJUJU_RETRY_DELAY: "0.1", MINIJUJU_JUJU: "3.6" })
})
afterEach(() => home.end(), 60_000)

const script = `
case "$JUJU_HOOK_NAME" in
  *-relation-changed)
    word=$(relation-get word "$JUJU_REMOTE_UNIT")
    status-set active "heard \${word:-nothing}" ;;
  *-relation-broken) status-set blocked "alone" ;;
  *-relation-created)
    relation-set word="from-$JUJU_MODEL_NAME" ;;
esac
`

test("offers, from the first command to the last, across a killed background process", {
  timeout: 120_000,
}, async () => {
  const left = await shellCharm(home.dir, "left", script, "provides:\n  talk: talk\n")
  const right = await shellCharm(home.dir, "right", script, "requires:\n  hear: talk\n")
  await home.ok("add-model", "prod")
  await home.ok("deploy", left)
  const noFind = await home.run(["find-offers"])
  expect(noFind).toMatchObject({ code: 1, err: "ERROR no matching application offers found\n" })
  expect(await home.run(["offer", "left:talk", "words"])).toEqual({
    code: 0,
    out: "",
    err: 'Application "left" endpoints [talk] available at "admin/prod.words"\n',
  })
  expect(await home.ok("find-offers")).toBe(
    "Store     URL               Access  Interfaces\nminijuju  admin/prod.words  admin   talk:talk\n",
  )
  expect(at(await home.json("show-offer", "words"), "minijuju:admin/prod.words", "endpoints")).toEqual({
    talk: { interface: "talk", role: "provider" },
  })
  expect(await home.ok("offers")).toMatch(/^Offer +User .*\nwords +-\n$/)

  await home.ok("add-model", "web")
  await home.ok("deploy", right)
  expect(await home.run(["consume", "prod.none"])).toMatchObject({
    code: 1,
    err: 'ERROR application offer "admin/prod.none" not found\n',
  })
  expect(await home.run(["consume", "minijuju:admin/prod.words", "other"])).toMatchObject({
    code: 0,
    err: "Added minijuju:admin/prod.words as other\n",
  })
  expect(await home.run(["remove-saas", "other", "none"])).toMatchObject({
    code: 1,
    err: 'removing SAAS application none failed: saas application "none" not found\n',
  })
  await home.ok("integrate", "right", "admin/prod.words")
  await home.until("right/0", "active: heard from-prod")
  expect(at(await home.json("status"), "application-endpoints", "words")).toMatchObject({
    url: "minijuju:admin/prod.words",
    endpoints: { talk: { interface: "talk", role: "provider" } },
    relations: { talk: ["right"] },
  })
  expect(await home.ok("status", "--relations")).toMatch(
    /SAAS +Status +Store +URL\nwords +\w+ +minijuju +admin\/prod.words\n/,
  )
  expect(await home.ok("status", "--relations")).toContain("words:talk")

  await home.ok("switch", "prod")
  await home.until("left/0", "active: heard from-web")
  const status = await home.json("status")
  expect(at(status, "offers", "words")).toEqual({
    application: "left",
    charm: "local:left-0",
    "total-connected-count": 1,
    "active-connected-count": 1,
    endpoints: { talk: { interface: "talk", role: "provider" } },
  })
  expect(await home.ok("status")).toMatch(/\nwords +left +left +0 +1\/1 +talk +talk +provider\n/)
  const [connection] = Object.values(at(await home.json("offers"), "words", "connections") ?? {})
  const id = String(at(connection, "relation-id"))
  expect(connection).toMatchObject({ username: "admin", endpoint: "talk", status: { current: "joined" } })

  expect(await home.run(["remove-application", "--no-prompt", "left"])).toMatchObject({ code: 1 })
  expect(await home.run(["remove-offer", "words"])).toMatchObject({
    code: 1,
    err: 'ERROR cannot delete application offer "words": offer has 1 relation\n',
  })
  await home.ok("suspend-relation", id, "--message", "maintenance")
  await home.until("left/0", "blocked: alone")
  await home.ok("switch", "web")
  await home.until("right/0", "blocked: alone")
  expect(await home.ok("status", "--relations")).toMatch(/suspended +- maintenance/)

  // Killed between the two models' changes, both converge in the next process.
  const resumed = home.run(["-m", "prod", "resume-relation", id]).catch(() => undefined)
  await home.killDaemon()
  await resumed
  await home.ok("resume-relation", "-m", "prod", id)
  await home.until("right/0", "active: heard from-prod")

  await home.ok("destroy-model", "--no-prompt", "prod")
  await home.until("right/0", "blocked: alone")
  expect(
    at(await home.json("status"), "application-endpoints", "words", "application-status", "current"),
  ).toBe("terminated")
  const again = await home.run(["integrate", "right", "words"])
  expect(again.err).toMatch(/^ERROR Offer "words" has been removed from the remote model.\n/)
})
