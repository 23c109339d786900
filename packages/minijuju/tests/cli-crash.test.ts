import { readFileSync, writeFileSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import { afterEach, beforeEach, expect, test } from "vitest"
import { dose, SEED } from "../../../suite/doses.ts"
import fc from "../../../suite/fast-check.ts"
import { at, CliHome } from "./cli-home.ts"
import { shellCharm } from "./shell-charm.ts"

/** A model grows with each kill, so there are several: what is looked for needs no large one. */
const KILLS = dose("kills")
const MODELS = Math.ceil(KILLS / 100)
/** Half of the kills hit the command itself, or the start of the background process that it waits for. */
const kills = (count: number, model = 1) =>
  fc.sample(fc.record({ cut: fc.boolean(), delay: fc.double({ min: 0, max: 1, noNaN: true }) }), {
    seed: SEED + model - 1,
    numRuns: count,
  })

let home: CliHome
beforeEach(async () => {
  home = await CliHome.make({ MINIJUJU_RETRY_DELAY: "0.1" })
})
afterEach(() => home.end(), 60_000)

/**
 * Each hook counts itself in the charm's state, which is saved only when the hook is committed, and in a file,
 * which records every hook that ended. The word is passed from one side's option over the relation to the other
 * side's status.
 */
const script = () => `
n=$(state-get runs); n=$((\${n:-0} + 1))
state-set runs=$n || exit 1
case "$JUJU_HOOK_NAME" in
  config-changed|talk-relation-created|leader-elected)
    for id in $(relation-ids talk); do relation-set -r "$id" word="$(config-get word)" || exit 1; done ;;
  talk-relation-changed)
    word=$(relation-get word "$JUJU_REMOTE_UNIT") || exit 1
    status-set active "heard $word" || exit 1 ;;
esac
echo "$JUJU_UNIT_NAME $n" >> "${home.dir}/hooks"
`

function hookLines(): string[] {
  return readFileSync(`${home.dir}/hooks`, "utf8").trim().split("\n")
}

/** Returns the numbers of a unit's hooks that and the committed number, while none runs. */
async function countsOf(unit: string): Promise<{ ends: number[]; counted: number }> {
  for (;;) {
    const before = hookLines()
    const counted = Number((await home.run(["exec", "--unit", unit, "--", "state-get runs"])).out)
    const lines = hookLines().filter((line) => line.startsWith(`${unit} `))
    if (lines.length === before.filter((line) => line.startsWith(`${unit} `)).length)
      return { ends: lines.map((line) => Number(line.split(" ")[1])), counted }
  }
}

/** Waits until each unit of `left` has one subordinate, and returns the units. */
async function settledPrincipals(): Promise<unknown[]> {
  for (;;) {
    await home.run(["integrate", "left", "side"])
    const units: unknown[] = Object.values(
      Object(at(await home.json("status"), "applications", "left", "units")),
    )
    const agents = units.flatMap((unit) => Object.values(Object(at(unit, "subordinates"))))
    const started = agents.filter((agent) => at(agent, "juju-status", "current") === "idle")
    if (started.length === units.length && agents.length === units.length) return units
    await sleep(100)
  }
}

test.each(Array.from({ length: MODELS }, (_, index) => index + 1))(
  `${KILLS / MODELS} kills at any moment in model %s of ${MODELS}: nothing committed is lost, only a running hook is repeated, the model converges`,
  {
    timeout: 120_000 + KILLS * 10_000,
  },
  async (model) => {
    const options = { "config.yaml": "options:\n  word:\n    type: string\n    default: none\n" }
    const left = await shellCharm(home.dir, "left", script(), "provides:\n  talk: talk\n", options)
    const right = await shellCharm(home.dir, "right", script(), "requires:\n  talk: talk\n", options)
    await home.ok("deploy", left)
    await home.ok("deploy", right, "-n", "2")
    await home.ok("integrate", "left", "right")
    const side = "subordinate: true\nrequires:\n  host: { interface: juju-info, scope: container }\n"
    await home.ok("deploy", await shellCharm(home.dir, "side", script(), side, options))
    let added = [0, 0]
    const bundle = `${home.dir}/bundle.yaml`
    const apps = (word: string) =>
      `applications:\n  left: { charm: ${left}, options: { word: ${word} } }\n  ${word}: { charm: ${right}, num_units: 0 }\n`
    // Each verb: how it sets a word, and where the word is shown. A bundle adds an application, too.
    const verbs = [
      { set: (word: string) => ["config", "left", `word=${word}`], shown: ["config", "left", "word"] },
      {
        set: (word: string) => {
          writeFileSync(bundle, apps(word))
          return ["deploy", bundle]
        },
        shown: ["config", "left", "word"],
      },
      {
        set: (word: string) => ["set-constraints", "left", `tags=${word}`],
        shown: ["constraints", "left"],
      },
      {
        set: (word: string) => ["expose", "left", "--endpoints", "talk", "--to-cidrs", word],
        shown: ["show-application", "left"],
      },
    ]
    const shownWord = (text: string) => /(?:word\d+)(?!.*word\d)/s.exec(text)?.[0] ?? ""
    const applications = async () => Object.keys(Object(at(await home.json("status"), "applications")))
    for (const [i, { cut, delay }] of kills(KILLS / MODELS, model).entries()) {
      const next = `word${i}`
      const verb = verbs[i % verbs.length]
      if (verb === undefined) throw new Error("no verb")
      const before = shownWord(await home.ok(...verb.shown))
      const set = home.run(verb.set(next)).catch(() => ({ code: -1 }))
      if (!cut) expect(await set).toMatchObject({ code: 0 })
      // Subordinates come and go, and units come to a machine.
      const coming = [
        ["integrate", "left", "side"],
        ["add-unit", "left", "--to", "0"],
        ["remove-relation", "left", "side"],
      ][i % 3]
      const other = home.run(coming ?? []).catch(() => ({ code: -1 }))
      await sleep(delay * (cut ? 60 : 400))
      await home.killDaemon()
      const { code } = await set
      const { code: otherCode } = await other
      if (coming?.[0] === "add-unit") added = [(added[0] ?? 0) + Number(otherCode === 0), (added[1] ?? 0) + 1]
      const now = shownWord(await home.ok(...verb.shown))
      // What was answered with exit code 0 is saved. Otherwise it may be saved, but only completely.
      expect(code === 0 ? [next] : [before, next]).toContain(now)
      if (verb === verbs[1]) expect((await applications()).includes(next)).toBe(now === next)
    }
    // A killed command may have started another background process meanwhile.
    await home.ok("config", "left", "word=last")
    await home.until("right/0", "active: heard last")
    await home.until("right/1", "active: heard last")
    const principals = await settledPrincipals()
    expect(principals.length).toBeGreaterThanOrEqual(1 + (added[0] ?? 0))
    expect(principals.length).toBeLessThanOrEqual(1 + (added[1] ?? 0))
    expect(new Set(principals.map((unit) => at(unit, "machine")))).toEqual(new Set(["0"]))
    expect(Object.keys(Object(at(await home.json("machines"), "machines")))).toEqual(["0", "1", "2"])
    const killed = home.pids().length - 1
    for (const unit of ["left/0", "right/0", "right/1"]) {
      const { ends, counted } = await countsOf(unit)
      // Each committed hook has ended once: no number is missing, and none is lower than the previous one by more
      // than one.
      expect(new Set(ends)).toEqual(new Set(Array.from({ length: Math.max(...ends) }, (_, i) => i + 1)))
      expect(ends.every((n, i) => i === 0 || n === ends[i - 1] || n === (ends[i - 1] ?? 0) + 1)).toBe(true)
      expect(ends.length - counted).toBeGreaterThanOrEqual(0)
      expect(ends.length - counted).toBeLessThanOrEqual(killed)
    }
    console.log(`${killed} kills, ${hookLines().length} hooks ran to their end`)
  },
)

const KILLS_OF_TWO = dose("killsOfTwoModels")

test(`${KILLS_OF_TWO} kills while two models change a common relation: neither keeps what the other has lost`, {
  timeout: 120_000 + KILLS_OF_TWO * 10_000,
}, async () => {
  const options = { "config.yaml": "options:\n  word:\n    type: string\n    default: none\n" }
  const left = await shellCharm(home.dir, "left", script(), "provides:\n  talk: talk\n", options)
  const right = await shellCharm(home.dir, "right", script(), "requires:\n  talk: talk\n", options)
  await home.ok("add-model", "prod")
  await home.ok("deploy", left)
  await home.ok("add-model", "web")
  await home.ok("deploy", right)
  await home.ok("offer", "prod.left:talk")
  const connections = async () => at(await home.json("offers", "-m", "prod"), "left", "connections")
  const bundle = `${home.dir}/saas.yaml`
  writeFileSync(
    bundle,
    `saas: { left: { url: "minijuju:admin/prod.left" } }
applications: { right: { charm: ${right}, num_units: 1 } }
relations: [["right:talk", "left:talk"]]
`,
  )
  const offering = `${home.dir}/offer.yaml`
  writeFileSync(
    offering,
    `applications: { left: { charm: ${left}, num_units: 1 } }
--- # overlay
applications: { left: { offers: { left: { endpoints: [talk] } } } }
`,
  )
  const endpoint = (round: number) => `https://round${round}`
  const clouds = (name: string, round: number) => {
    const file = `${home.dir}/${name}${round}.yaml`
    const cloud = `{ type: maas, auth-types: [oauth1], endpoint: "${endpoint(round)}" }`
    writeFileSync(file, `clouds: { ${name}: ${cloud} }\n`)
    return file
  }
  const credentials = (name: string, round: number) => {
    const file = `${home.dir}/${name}-credential${round}.yaml`
    const credential = `{ auth-type: access-key, access-key: "${endpoint(round)}", secret-key: s }`
    writeFileSync(file, `credentials: { aws: { ${name}: ${credential} } }\n`)
    return file
  }
  await home.ok("add-cloud", "kept", "--client", "-f", clouds("kept", -1))
  await home.ok("add-credential", "aws", "--client", "-f", credentials("kept", -1))
  // Each runs at the same time as a verb of the two models.
  const onClient = (command: string, ...args: string[]) => [command, ...args, "--client"]
  const stores = [
    { thing: "cloud mine", run: (i: number) => onClient("add-cloud", "mine", "-f", clouds("mine", i)) },
    { thing: "cloud kept", run: (i: number) => onClient("update-cloud", "kept", "-f", clouds("kept", i)) },
    { thing: "cloud mine", run: () => onClient("remove-cloud", "mine"), removes: true },
    {
      thing: "credential mine",
      run: (i: number) => onClient("add-credential", "aws", "-f", credentials("mine", i)),
    },
    {
      thing: "credential kept",
      run: (i: number) => onClient("update-credential", "aws", "kept", "-f", credentials("kept", i)),
    },
    { thing: "credential mine", run: () => onClient("remove-credential", "aws", "mine"), removes: true },
  ]
  const stored = async () => {
    const shown = await home.json("clouds", "--client")
    const listed = at(await home.json("credentials", "--client"), "client-credentials", "aws")
    const named = (name: string) => at(listed, "cloud-credentials", name, "details", "access-key")
    return {
      "cloud mine": at(shown, "mine", "endpoint"),
      "cloud kept": at(shown, "kept", "endpoint"),
      "credential mine": named("mine"),
      "credential kept": named("kept"),
    }
  }
  const id = async () => String(at(await connections(), "0", "relation-id") ?? 0)
  const verbs = [
    () => ["integrate", "right", "prod.left"],
    () => ["config", "-m", "prod", "left", "word=next"],
    async () => ["suspend-relation", "-m", "prod", await id()],
    async () => ["resume-relation", "-m", "prod", await id()],
    () => ["remove-relation", "right", "left"],
    () => ["integrate", "right", "left"],
    () => ["remove-offer", "-y", "--force", "admin/prod.left"],
    () => ["offer", "prod.left:talk"],
    () => ["remove-saas", "left"],
    () => ["deploy", "-m", "prod", offering],
    () => ["consume", "prod.left"],
    () => ["deploy", bundle],
  ]
  let before = await stored()
  for (const [i, { cut, delay }] of kills(KILLS_OF_TWO).entries()) {
    const verb = verbs[i % verbs.length]
    // Some are refused in the state that the kills have left: what counts is the end.
    const done = home.run((await verb?.()) ?? []).catch(() => undefined)
    const store = stores[i % stores.length]
    if (store === undefined) throw new Error("no store")
    const storing = home.run(store.run(i)).catch(() => ({ code: -1 }))
    if (!cut) await Promise.all([done, storing])
    await sleep(delay * (cut ? 60 : 400))
    await home.killDaemon()
    await done
    const { code } = await storing
    // Both models can be loaded, by the next background process.
    for (const model of ["prod", "web"]) await home.ok("status", "-m", model)
    // Only this command's thing has changed: completely, if it was answered with exit code 0.
    const changed = { ...before, [store.thing]: store.removes ? undefined : endpoint(i) }
    const now = await stored()
    expect(code === 0 ? [changed] : [before, changed]).toContainEqual(now)
    before = now
  }
  await home.run(["remove-saas", "left"])
  await home.run(["remove-offer", "-y", "--force", "admin/prod.left"])
  const rest = async () =>
    JSON.stringify([at(await home.json("status"), "application-endpoints"), await connections()])
  while ((await rest()) !== "[null,null]") await sleep(50)
  await home.ok("offer", "prod.left:talk", "again")
  await home.ok("integrate", "right", "prod.again")
  await home.ok("config", "-m", "prod", "left", "word=last")
  await home.until("right/0", "active: heard last")
  const ids = (unit: string, model: string) =>
    home.ok("exec", "-m", model, "--unit", unit, "--", "relation-ids talk")
  expect((await ids("right/0", "web")).trim().split("\n")).toHaveLength(1)
  expect((await ids("left/0", "prod")).trim().split("\n")).toHaveLength(1)
})
