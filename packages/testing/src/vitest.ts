/**
 * The fixture `opsTest` for Vitest: `import { test } from "@charmkit/testing/vitest"`. One model for each test file, as in pytest-operator;
 * when a test fails, the status and the log of the model are printed. Importing it gives the file's tests and hooks twenty minutes each.
 *
 * @module
 */

export { test } from "./driver/vitest-fixture.ts"
