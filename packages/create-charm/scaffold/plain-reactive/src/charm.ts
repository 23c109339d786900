import { defineCharm, type HookOf, main } from "@charmkit/reactive"
import type { Charm } from "./charmcraft.d.ts"

/** Shows the option `greeting` in its status. */
export const charm = defineCharm({ types: {} as Charm, flags: ["greeted"] })

charm.trigger({ when: "config.changed", clear: "greeted" })

charm.whenNot("greeted").do(greet)

function greet({ config, flags, status }: HookOf<typeof charm>): void {
  status.active(config.get("greeting"))
  flags.set("greeted")
}

main(charm)
