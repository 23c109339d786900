import { shellCharm } from "./shell-charm.ts"

const OPTIONS = "options:\n  word:\n    type: string\n    default: first\n"

/**
 * Two charms that share words: each unit writes its option into its databag, the leader into the application's. With the
 * word `fail` config-changed fails, with `hold` it goes on until there is a file `go`.
 */
export async function wordCharms(dir: string): Promise<{ readonly front: string; readonly back: string }> {
  const script = (endpoint: string) => `set -e
    word="$(config-get word)"
    for id in $(relation-ids ${endpoint}); do
      relation-set -r "$id" word="$word"
      if [ "$(is-leader)" = True ]; then relation-set -r "$id" --app shared="$word"; fi
    done
    if [ "$JUJU_DISPATCH_PATH" != hooks/config-changed ]; then exit 0; fi
    if [ "$word" = fail ]; then exit 1; fi
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
