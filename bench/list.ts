import type { Benchmark } from "./benchmark.ts"
import { deploy } from "./deploy.ts"
import { dev } from "./dev.ts"
import { dispatch } from "./dispatch.ts"
import { growth } from "./growth.ts"
import { hooks } from "./hooks.ts"
import { minijuju } from "./minijuju.ts"
import { relations } from "./relations.ts"
import { requests } from "./requests.ts"
import { socket } from "./socket.ts"
import { startup } from "./startup.ts"

/** In the order in which they run. */
export const BENCHMARKS: readonly Benchmark[] = [
  dispatch,
  startup,
  socket,
  relations,
  requests,
  growth,
  hooks,
  minijuju,
  deploy,
  dev,
]
