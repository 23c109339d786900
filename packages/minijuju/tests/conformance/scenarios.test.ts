import { isDeep } from "../../../../suite/doses.ts"
import { verify } from "./verify.ts"

/** With one application: its hook tools, options, actions, leader and storages. */
const ONE_APPLICATION = ["tools", "config", "actions", "leader", "user-secrets", "storage"]
/** With two related applications: every question a charm can ask about relations, hooks that fail, upgrades, secrets, units that come and go. */
const TWO_APPLICATIONS = ["relations", "failure", "upgrade", "secrets", "scale"]
/** Every hook tool, with hundreds of calls. */
const MANY_CALLS = ["wide"]

// `npm run test:deep` compares all of them, which takes more than a minute of processor time.
for (const scenario of isDeep
  ? [...ONE_APPLICATION, ...TWO_APPLICATIONS, ...MANY_CALLS]
  : [...ONE_APPLICATION, "failure", "upgrade"])
  verify(scenario)
