/** Patterns of all test files of the repository. */
export const TESTS = [
  "packages/*/{src,tests}/**/*.test.ts",
  "packages/create-charm/scaffold/*/src/*.test.ts",
  "examples/*/src/**/*.test.ts",
  "charms/*/src/**/*.test.ts",
  // The reader's own charm in a folder of the repository, as the README shows.
  "*/src/**/*.test.ts",
  "demo/**/*.test.ts",
  "bench/**/*.test.ts",
  "scripts/**/*.test.ts",
  "interop/**/*.test.ts",
  "suite/**/*.test.ts",
]

/** Project "e2e": whole products as users run them, with packed charms, the Python library, HAProxy, a browser, tarballs, the demo, benchmarks. */
export const E2E = [
  "interop/**/*.test.ts",
  "bench/**/*.test.ts",
  "demo/{bun,demo,readme}.test.ts",
  "scripts/{created-projects,release,tarballs,tutorial,package-smoke*,api/site/site}.test.ts",
  "packages/minijuju/tests/dashboard*.test.ts",
  "charms/haproxy-lb/src/*.test.ts",
  "charms/haproxy-lb/src/engines/*.test.ts",
  "charms/haproxy-lb/src/haproxy/{haproxy,hostile}.test.ts",
]

/** Project "process": one component that starts processes: commands, background processes, hooks, hook tools, compilers. */
export const PROCESS = [
  "packages/minijuju/tests/{cli*,conformance/*}.test.ts",
  "packages/minijuju/tests/{agent-protocol,archives,isolated-machines,juju-exec,processes,program,stopping,tool-client*}.test.ts",
  "packages/ops/src/dispatch/main.test.ts",
  "packages/ops/src/tracing/tracing.test.ts",
  "packages/ops/src/hook-tools/process-runner.test.ts",
  "packages/ops/tests/{bun-socket,go-reference,ops-names,pipe-handle,socket-runner,tool-client}.test.ts",
  "packages/pack/tests/*.test.ts",
  "packages/conformance/tests/{broken-charms,command}.test.ts",
  "packages/create-charm/tests/asking.test.ts",
  "packages/loadbalancer/tests/{bundle,cross-model,explain-cli}.test.ts",
  "packages/reactive/tests/tracing.test.ts",
  "packages/testing/tests/{driver,tracing}.test.ts",
  "charms/haproxy-lb/src/plan/pem.test.ts",
  "charms/web-server/src/service.test.ts",
  "scripts/{check-text,code-blocks,lib/step,api/api-pages}.test.ts",
  "suite/**/*.test.ts",
]

/** Test files that use doses.ts: `npm run test:deep` runs only these. */
export const DEEP = [
  "bench/{bench,hooks/hooks}.test.ts",
  "demo/{bun,demo}.test.ts",
  "charms/haproxy-lb/src/{charm,engines/{change,many,real-systemd},haproxy/hostile,plan/limits}.test.ts",
  "interop/{conformance,on-bun,python,wheel,wire-characters,wire-differential}.test.ts",
  "packages/conformance/tests/broken-charms.test.ts",
  "packages/loadbalancer/tests/{cost,explain-fuzz,fuzz,fuzz-peers,schema-writer,leader-moves/*}.test.ts",
  "packages/minijuju/src/controller/redact.property.test.ts",
  "packages/minijuju/tests/conformance/{record,scenarios}.test.ts",
  "packages/minijuju/tests/{cli-crash,growth}.test.ts",
  "packages/testing/tests/convergence.test.ts",
  "scripts/created-projects.test.ts",
]
