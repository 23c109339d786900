import type { Command } from "../command.ts"

export const shutdown: Command = {
  name: "shutdown",
  purpose: "End the background process and everything that runs in its models",
  details: `The models stay on disk. The next command starts the background process again; then a hook that was
interrupted runs again, and units run their start hook, as after a reboot of their machine.`,
  noModel: true,
  maxArgs: 0,
  run({ controller }) {
    controller.shutdown()
    return 0
  },
}
