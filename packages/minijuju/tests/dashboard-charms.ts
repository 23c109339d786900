import { rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import type { CliHome } from "./cli-home.ts"
import { shellCharm } from "./shell-charm.ts"

const OPTIONS = "options:\n  word:\n    type: string\n    default: first\n"

/**
 * Two charms that share words: each unit writes its option into its databag, the leader into the application's.
 * With the word `fail` config-changed fails, with `hold` it runs until there is a file `go`.
 */
async function wordCharms(dir: string): Promise<{ readonly front: string; readonly back: string }> {
  const script = (endpoint: string) => `set -e
    word="$(config-get word)"
    for id in $(relation-ids ${endpoint}); do
      relation-set -r "$id" state="$word"
      if [ "$(is-leader)" = True ]; then relation-set -r "$id" --app status="$word"; fi
    done
    if [ "$JUJU_DISPATCH_PATH" != hooks/config-changed ]; then exit 0; fi
    if [ "$word" = fail ]; then echo "no such word" >&2; exit 1; fi
    if [ "$word" = hold ]; then until [ -e ${dir}/go ]; do sleep 0.05; done; fi
    status-set active "says $word"`
  const files = { "config.yaml": OPTIONS }
  return {
    front: await shellCharm(
      dir,
      "front",
      script("words"),
      "requires:\n  words:\n    interface: words\n",
      files,
    ),
    back: await shellCharm(
      dir,
      "back",
      script("words"),
      "provides:\n  words:\n    interface: words\npeers:\n  cluster:\n    interface: cluster\n",
      files,
    ),
  }
}

/** Deploys one unit of `front` and two of `back`, relates them, and waits until all their hooks have run. */
export async function deployWords(home: CliHome): Promise<void> {
  const { front, back } = await wordCharms(home.dir)
  await home.ok("deploy", front)
  await home.ok("deploy", back, "-n", "2")
  await home.ok("integrate", "front", "back")
  await sayFirst(home)
}

/** Restores the state after {@link deployWords}, without removing what tests have added. */
export async function resetWords(home: CliHome): Promise<void> {
  const go = join(home.dir, "go")
  // A test may have left hooks that wait for the file.
  writeFileSync(go, "")
  // A test may have set another status.
  await home.ok("exec", "--unit", "front/0", "--", 'status-set active "says $(config-get word)"')
  for (const application of ["front", "back"]) await home.ok("config", application, "word=first")
  // Fails if no hook has failed.
  await home.run(["resolve", "front/0"])
  await sayFirst(home)
  rmSync(go)
}

async function sayFirst(home: CliHome): Promise<void> {
  for (const unit of ["front/0", "back/0", "back/1"]) await home.until(unit, "active: says first")
  // An agent is also idle between two hooks, but only for a moment.
  for (let idle = 0; idle < 8; idle++) {
    if (JSON.stringify(await home.json("status")).includes('"executing"')) idle = -1
    await sleep(50)
  }
}
