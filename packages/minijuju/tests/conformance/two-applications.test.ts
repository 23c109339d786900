// Scenarios with two related applications: units that come and go, secrets, hooks that fail.
import { verify } from "./verify.ts"

verify("failure")
verify("secrets")
verify("scale")
