import { expect, test } from "vitest"
import { Model } from "../src/index.ts"
import { StubCharm, type StubHook } from "./stub-charm.ts"

/** Runs `work` in the next hook of a charm's first unit. Returns its result, or the error of the tool that failed. */
async function inHook(model: Model, charm: StubCharm, work: (hook: StubHook) => string): Promise<string> {
  let seen = ""
  charm.handle((hook) => {
    if (hook.hook !== "update-status") return
    try {
      seen = work(hook).trim()
    } catch (error) {
      seen = String(error).trim()
    }
  })
  model.updateStatus()
  await model.settle()
  charm.handle(() => 0)
  return seen
}

test.each(["3.6", "4.0"] as const)(
  "a secret granted over a relation is read in the other model (Juju %s)",
  async (juju) => {
    const app = new StubCharm({ name: "app", requires: { db: "mysql" } })
    const mysql = new StubCharm({ name: "mysql", provides: { database: "mysql" } })
    const options = { updateStatusIntervalMs: 0, retry: { enabled: false }, juju }
    await using prod = await Model.start({ ...options, name: "prod" })
    await using web = await Model.start({ ...options, name: "web" })
    await prod.deploy(mysql)
    await web.deploy(app)
    prod.offer("mysql", ["database"])
    web.integrate("app", web.consume(prod, "mysql", "db"))
    await prod.settle()
    const relation = String(prod.relations("mysql")[0]?.id)
    const uri = await inHook(prod, mysql, ({ tool }) => {
      const made = tool("secret-add", "password=one").trim()
      tool("secret-grant", made, "-r", relation)
      return made
    })
    const id = uri.split("/").at(-1)?.replace("secret:", "") ?? ""
    const read = (...flags: string[]) =>
      inHook(web, app, ({ tool }) => tool("secret-get", `secret://${prod.uuid}/${id}`, "password", ...flags))
    expect(await read()).toBe("one")
    // A new revision is announced there; the old one stays until the reader has followed.
    app.hooks.length = 0
    mysql.hooks.length = 0
    await inHook(prod, mysql, ({ tool }) => tool("secret-set", id, "password=two"))
    expect(app.hooksOf("app/0")).toEqual(["secret-changed"])
    expect(mysql.hooksOf("mysql/0")).toEqual(["update-status"])
    expect(await read()).toBe("one")
    expect(await read("--refresh")).toBe("two")
    await prod.settle()
    expect(mysql.hooksOf("mysql/0")).toEqual(["update-status", "secret-remove"])
    // As in Juju's shell suite `tests/suites/secrets_iaas/cmr.sh`.
    prod.suspendRelation(Number(relation))
    await web.settle()
    expect(await read()).toContain("permission denied")
    prod.resumeRelation(Number(relation))
    await web.settle()
    expect(await read()).toBe("two")
    // Without its grant it is refused, and with its relation it is gone.
    const subject = Object.keys(prod.relations("mysql")[0]?.databags ?? {}).find((name) =>
      /^remote-\w+$/.test(name),
    )
    await inHook(prod, mysql, ({ tool }) => tool("secret-revoke", id, "--app", subject ?? ""))
    expect(await read("--refresh")).toContain("permission denied")
    web.removeRelation("app", "db")
    await web.settle()
    expect(prod.relations("mysql")).toEqual([])
  },
)

/** What the owner and the operator do, one after the other, while a consumer tracks the first revision. */
type Step = "new revision" | "revoke" | "remove" | "remove offer"
const HISTORIES: readonly (readonly Step[])[] = [
  ["new revision", "revoke", "remove", "remove offer"],
  ["remove", "remove offer"],
  ["new revision", "remove offer", "remove"],
  ["remove offer", "new revision", "revoke"],
]

test.each((["3.6", "4.0"] as const).flatMap((juju) => HISTORIES.map((steps) => ({ juju, steps }))))(
  "a tracked secret of another model: $steps (Juju $juju)",
  async ({ juju, steps }) => {
    const app = new StubCharm({ name: "app", requires: { db: "mysql" } })
    const other = new StubCharm({ name: "other", requires: { db: "mysql" } })
    const mysql = new StubCharm({ name: "mysql", provides: { database: "mysql" } })
    const options = { updateStatusIntervalMs: 0, retry: { enabled: false }, juju }
    await using prod = await Model.start({ ...options, name: "prod" })
    await using web = await Model.start({ ...options, name: "web" })
    await using third = await Model.start({ ...options, name: "third" })
    const failed: string[] = []
    for (const model of [prod, web, third])
      model.listen((event) => {
        if (event.type === "hook-finished" && event.outcome !== "ok") failed.push(JSON.stringify(event))
      })
    await prod.deploy(mysql)
    await web.deploy(app)
    await third.deploy(other)
    prod.offer("mysql", ["database"])
    prod.offer("mysql", ["database"], "kept")
    web.integrate("app", web.consume(prod, "mysql", "db"))
    third.integrate("other", third.consume(prod, "kept", "db"))
    const settleAll = async () => {
      for (const model of [prod, web, third, prod]) await model.settle()
    }
    await settleAll()
    const subjects = prod.relations("mysql").map(({ id, databags }) => ({
      id: String(id),
      subject: Object.keys(databags).find((name) => /^remote-\w+$/.test(name)) ?? "",
    }))
    const give = (content: string) =>
      inHook(prod, mysql, ({ tool }) => {
        const made = tool("secret-add", content).trim()
        for (const { id } of subjects) tool("secret-grant", made, "-r", id)
        return made.split(/[:/]/).at(-1) ?? ""
      })
    const [id, others] = [await give("word=one"), await give("word=kept")]
    await settleAll()
    const read = (model: Model, charm: StubCharm, secret: string, ...flags: string[]) =>
      inHook(model, charm, ({ tool }) =>
        tool("secret-get", `secret://${prod.uuid}/${secret}`, "word", ...flags),
      )
    expect([await read(web, app, id), await read(third, other, others)]).toEqual(["one", "kept"])
    const acts: Readonly<Record<Step, () => unknown>> = {
      "new revision": () => inHook(prod, mysql, ({ tool }) => tool("secret-set", id, "word=two")),
      revoke: () =>
        inHook(prod, mysql, ({ tool }) =>
          subjects.map(({ subject }) => tool("secret-revoke", id, "--app", subject)).join(""),
        ),
      remove: () => inHook(prod, mysql, ({ tool }) => tool("secret-remove", id)),
      "remove offer": () => prod.removeOffer("mysql", { force: true }),
    }
    // Juju says the same for a secret without a grant and one that is gone (`secretsmanager`, getRemoteSecretContent).
    const denied = expect.stringContaining("permission denied")
    let readable = true
    for (const step of steps) {
      await acts[step]()
      await settleAll()
      readable &&= step === "new revision"
      expect([step, await read(web, app, id)]).toEqual([step, readable ? "one" : denied])
      expect([step, await read(web, app, id, "--peek")]).toEqual([step, readable ? "two" : denied])
      expect([step, await read(third, other, others)]).toEqual([step, "kept"])
    }
    expect(await read(web, app, id, "--refresh")).toEqual(denied)
    expect(failed).toEqual([])
    // The models are whole: the offer is made and consumed again, and a new secret is read.
    web.removeSaas("db")
    await settleAll()
    prod.offer("mysql", ["database"])
    web.integrate("app", web.consume(prod, "mysql", "db"))
    await settleAll()
    const relations = prod.relations("mysql").map(({ id }) => String(id))
    const again = await inHook(prod, mysql, ({ tool }) => {
      const made = tool("secret-add", "word=again").trim()
      for (const relation of relations) tool("secret-grant", made, "-r", relation)
      return made.split(/[:/]/).at(-1) ?? ""
    })
    await settleAll()
    expect([await read(web, app, again), await read(third, other, again)]).toEqual(["again", "again"])
    expect(failed).toEqual([])
  },
)
