import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Certificate } from "./servers.ts"

const KEY = ["-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
const IS_AUTHORITY = ["-addext", "basicConstraints=critical,CA:TRUE", "-days", "30"]

/** A certificate authority with an intermediate one, made by OpenSSL, which issues certificates for the name `lb.test`. */
export class Authority {
  readonly root: string
  readonly intermediate: string
  readonly #dir: string
  #serial = 0

  /** @param dir for its files */
  constructor(dir: string) {
    this.#dir = dir
    const [root, middle] = [this.#files("root"), this.#files("middle")]
    const make = (name: string, { cert, key }: typeof root, ...issuer: readonly string[]) =>
      openssl(
        "req",
        "-x509",
        ...KEY,
        "-subj",
        `/CN=${name}`,
        ...IS_AUTHORITY,
        "-keyout",
        key,
        "-out",
        cert,
        ...issuer,
      )
    make("root", root)
    make("middle", middle, "-CA", root.cert, "-CAkey", root.key)
    this.root = readFileSync(root.cert, "utf8")
    this.intermediate = readFileSync(middle.cert, "utf8")
  }

  /** @param days until it expires; negative: it has expired */
  issue(days = 2): Certificate {
    const { key, request } = this.#files("leaf")
    openssl("req", "-new", ...KEY, "-subj", "/CN=lb.test", "-keyout", key, "-out", request)
    return { certificate: this.#sign(days), key: readFileSync(key, "utf8") }
  }

  /** Issues a certificate for the same key. */
  renew({ key }: Certificate, days: number): string {
    this.#request(key)
    return this.#sign(days)
  }

  /** Issues a certificate for the same key that is valid in the year 2098. */
  renewFor2098({ key }: Certificate): string {
    const { cert, request } = this.#request(key)
    const issuer = this.#files("middle")
    const [config, database] = [join(this.#dir, "ca.cnf"), join(this.#dir, "issued")]
    const lines = [
      ...["[ca]", "default_ca = own", "[own]", `database = ${database}`, `new_certs_dir = ${this.#dir}`],
      ...["default_md = sha256", "rand_serial = yes", "policy = any", "[any]", "commonName = supplied"],
    ]
    writeFileSync(config, lines.join("\n"))
    writeFileSync(database, "")
    const year = ["-startdate", "20980101000000Z", "-enddate", "20981231000000Z"]
    const by = ["-config", config, "-cert", issuer.cert, "-keyfile", issuer.key]
    openssl("ca", "-batch", "-notext", ...by, ...year, "-in", request, "-out", cert)
    return readFileSync(cert, "utf8")
  }

  #request(key: string): { readonly cert: string; readonly request: string } {
    const files = this.#files("leaf")
    writeFileSync(files.key, key)
    openssl("req", "-new", "-key", files.key, "-subj", "/CN=lb.test", "-out", files.request)
    return files
  }

  #sign(days: number): string {
    const { cert, request } = this.#files("leaf")
    const { cert: issuer, key } = this.#files("middle")
    const extensions = join(this.#dir, "extensions")
    writeFileSync(extensions, "subjectAltName=DNS:lb.test\n")
    this.#serial += 1
    const validity = ["-days", String(days), "-set_serial", String(this.#serial), "-extfile", extensions]
    openssl("x509", "-req", "-in", request, "-CA", issuer, "-CAkey", key, ...validity, "-out", cert)
    return readFileSync(cert, "utf8")
  }

  #files(name: string) {
    const file = (kind: string) => join(this.#dir, `${name}-${kind}.pem`)
    return { cert: file("cert"), key: file("key"), request: file("request") }
  }
}

function openssl(...args: readonly string[]): void {
  execFileSync("openssl", args, { stdio: "ignore" })
}
