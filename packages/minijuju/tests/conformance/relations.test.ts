// Every hook of relations, with every question a charm can ask about them.
import { verify } from "./verify.ts"

verify("relations")
