import { defineCharm, type HookOf, main } from "@charmkit/reactive"

/** Shows the option `greeting` in its status. */
export const charm = defineCharm({ flags: ["greeted"], config: ["greeting"] })

charm.trigger({ when: "config.changed", clear: "greeted" })

charm.whenNot("greeted").do(greet)

function greet({ config, flags, status }: HookOf<typeof charm>): void {
  status.active(String(config.get("greeting")))
  flags.set("greeted")
}

main(charm)
