/**
 * The fixture `opsTest` for Vitest: `import { test } from "@charmkit/testing/vitest"`. Each test file has one model, as in pytest-operator.
 * When a test fails, the status and the log of the model are printed. The import sets the time limit of the file's tests and hooks to
 * twenty minutes.
 *
 * @module
 */

export { test } from "./driver/vitest-fixture.ts"
