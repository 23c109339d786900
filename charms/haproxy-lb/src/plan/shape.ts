/** Whether a value read from JSON has an expected form. */
export type Shape = (value: unknown) => boolean

export const text: Shape = (value) => typeof value === "string"
export const number: Shape = (value) => typeof value === "number"
export const flag: Shape = (value) => typeof value === "boolean"

export const oneOf =
  (...values: readonly unknown[]): Shape =>
  (value) =>
    values.includes(value)

export const optional =
  (shape: Shape): Shape =>
  (value) =>
    value === undefined || shape(value)

export const list =
  (item: Shape): Shape =>
  (value) =>
    Array.isArray(value) && value.every(item)

/** Further fields are ignored. */
export const object =
  (fields: Readonly<Record<string, Shape>>): Shape =>
  (value) =>
    typeof value === "object" &&
    value !== null &&
    Object.entries(fields).every(([name, shape]) => shape(Reflect.get(value, name)))
