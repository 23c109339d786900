// Scenarios with one application: its hook tools, options, actions and leader.
import { verify } from "./verify.ts"

verify("tools")
verify("config")
verify("actions")
verify("leader")
