/** A JSON number with a fraction or an exponent. Python distinguishes 1.0 from 1; JavaScript's `number` does not. */
export class Float {
  /** The number itself. */
  readonly value: number

  constructor(value: number) {
    this.value = value
  }

  /** Formats like Python: `1.0`, `1e+16`, `1e-07`. JavaScript computes the same shortest digits but formats them differently. */
  toString(): string {
    const { value } = this
    if (Number.isNaN(value)) return "NaN"
    if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity"
    const [digits = "0", exponentText = "0"] = Math.abs(value).toExponential().split("e")
    const sign = value < 0 || Object.is(value, -0) ? "-" : ""
    const exponent = Number(exponentText)
    if (exponent < -4 || exponent >= 16) {
      return `${sign}${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`
    }
    const plain = digits.replace(".", "")
    if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${plain}`
    const whole = plain.slice(0, exponent + 1).padEnd(exponent + 1, "0")
    return `${sign}${whole}.${plain.slice(exponent + 1) || "0"}`
  }
}
