import * as vocabulary from "../../schema/vocabulary.ts"
import { check } from "../check.ts"

export { unknownFields } from "../check.ts"
export const { LONGEST } = vocabulary
export const address = (value: unknown) => check(vocabulary.address, value)
export const pem = (value: unknown) => check(vocabulary.pem, value)
