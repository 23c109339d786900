import { randomBytes } from "node:crypto"
import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { JujuSeries } from "minijuju"
import type { PathOrUrl } from "../in-process/path-or-url.ts"
import { buildCharm } from "./build-charm.ts"
import { type Engine, findCommand } from "./command.ts"
import { type Ended, Juju } from "./juju.ts"
import { Printed } from "./read.ts"
import { TestModel } from "./test-model.ts"

/** How a test's model is created and removed. */
export interface OpsTestOptions {
  /** Prefix of the model's name, to recognise it in a list of models. Default `test`. */
  readonly name?: string
  /**
   * The Juju that the test needs. minijuju emulates it; a controller of another release is refused. Default: the controller's; on minijuju
   * that of the variable `MINIJUJU_JUJU`, or 3.6.
   */
  readonly juju?: JujuSeries
  /** On a controller with several clouds: the cloud of the models, as `juju add-model` takes it. Default: `OPS_TEST_CLOUD`. */
  readonly cloud?: string
  /** Keeps models and charms at the end and prints how to inspect them. Default: true when `OPS_TEST_KEEP=1` is set. */
  readonly keep?: boolean
  /** Seconds between two polls of a model's status. Default 1 on a controller, 0.1 on minijuju. */
  readonly pollSeconds?: number
  /** Environment of the programs that it starts. Default: the environment of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/**
 * A model for a test and charms packed for it, both removed at the end. It implements pytest-operator's fixture `ops_test`, with the same
 * names in camelCase, by calling the `juju` command line.
 *
 * The environment selects the implementation: by default the minijuju that is installed with this package, with a state folder of the
 * test's own (or `MINIJUJU_HOME` if that is set); with `JUJU=juju` the controller that `juju` on PATH talks to.
 */
export class OpsTest implements AsyncDisposable {
  /** The model that was created for this test. */
  readonly model: TestModel
  /** A temporary folder that is removed at the end of the test. */
  readonly tmpPath: string
  readonly #juju: Juju
  readonly #models: TestModel[]
  readonly #options: OpsTestOptions
  readonly #ownHome: string | undefined
  #ended = false

  private constructor(
    juju: Juju,
    model: TestModel,
    tmpPath: string,
    options: OpsTestOptions,
    ownHome: string | undefined,
  ) {
    this.#juju = juju
    this.model = model
    this.#models = [model]
    this.tmpPath = tmpPath
    this.#options = options
    this.#ownHome = ownHome
  }

  /**
   * Creates a model.
   *
   * @throws JujuError when there is no Juju or no controller
   * @throws Error when the controller is not of the Juju that the options name
   */
  static async start(options: OpsTestOptions = {}): Promise<OpsTest> {
    const given = options.env ?? process.env
    const { engine } = findCommand(given)
    const tmpPath = await workFolder(engine)
    const ownHome = engine === "minijuju" && !given.MINIJUJU_HOME ? tmpPath : undefined
    // A killed test cannot clean up. The background process therefore watches its owner and ends when the owner is gone.
    const owned = {
      MINIJUJU_HOME: ownHome,
      MINIJUJU_OWNER: isKept(options) ? undefined : String(process.pid),
    }
    const juju = new Juju(tmpPath, ownHome === undefined ? given : { ...given, ...owned })
    try {
      await juju.pinController()
      const model = await addModel(juju, options.name ?? "test", options)
      return new OpsTest(juju, model, tmpPath, options, ownHome)
    } catch (error) {
      await juju.close(ownHome === undefined ? [] : [["shutdown"]])
      await rm(tmpPath, { recursive: true, force: true })
      throw error
    }
  }

  /** Name of the model, as `juju -m` takes it. */
  get modelName(): string {
    return this.model.name
  }

  /** Which implementation the environment has selected. A test that branches on it no longer checks the same thing on both. */
  get engine(): Engine {
    return this.#juju.engine
  }

  /**
   * Packs a charm project. The path of an archive is returned unchanged, so that the charms of `lbCharms` can be passed to it as well.
   *
   * @returns path of the archive, for `model.deploy`
   * @throws PackError naming the file and the fix
   */
  buildCharm(charm: PathOrUrl): Promise<string> {
    return buildCharm(charm, this.tmpPath)
  }

  /** Packs several charm projects concurrently; the result has the order of the arguments. */
  buildCharms(...charms: readonly PathOrUrl[]): Promise<string[]> {
    return Promise.all(charms.map((charm) => this.buildCharm(charm)))
  }

  /** Creates a model in addition to `model`; it is removed when the test ends. */
  async trackModel(name: string): Promise<TestModel> {
    const model = await addModel(this.#juju, name, this.#options)
    this.#models.push(model)
    return model
  }

  /** Runs any Juju command: `opsTest.juju("show-unit", "-m", opsTest.modelName, "web/0")`. Does not throw when the command fails. */
  juju(...args: readonly string[]): Promise<Ended> {
    return this.#juju.run(args)
  }

  /** Status and log of all its models. Never throws. */
  async report(): Promise<string> {
    const reports = this.#models.map(async (model) => `model ${model.name}\n${await model.report()}`)
    return (await Promise.all(reports)).join("\n\n")
  }

  /**
   * Removes its models and files. Models that have already been removed are skipped.
   * @throws AggregateError when a model could not be removed, with Juju's reasons
   */
  async end(): Promise<void> {
    if (this.#ended) return
    this.#ended = true
    if (isKept(this.#options)) return this.#sayWhatIsKept()
    // Everything of minijuju runs in the state folder; removing the folder ends it.
    const last =
      this.#ownHome === undefined ? this.#models.map(({ name }) => destroying(name)) : [["shutdown"]]
    const results = await this.#juju.close(last)
    await rm(this.tmpPath, { recursive: true, force: true, maxRetries: 5 })
    const failures = results.flatMap((result) =>
      result.status === "rejected" ? [String(result.reason)] : [],
    )
    const left = failures.filter((reason) => !/not found/.test(reason))
    if (left.length > 0)
      throw new AggregateError(left, `these models or files of the test may still exist:\n${left.join("\n")}`)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.end()
  }

  #sayWhatIsKept(): void {
    const home = this.#ownHome === undefined ? "" : `MINIJUJU_HOME=${this.#ownHome} `
    for (const { name } of this.#models) console.error(`kept: ${home}${this.engine} status -m ${name}`)
    console.error(`kept: ${this.tmpPath}`)
  }
}

function isKept({ keep, env = process.env }: OpsTestOptions): boolean {
  return keep ?? env.OPS_TEST_KEEP === "1"
}

function destroying(model: string): string[] {
  return ["destroy-model", model, "--no-prompt", "--destroy-storage", "--force", "--no-wait"]
}

async function addModel(
  juju: Juju,
  prefix: string,
  { env = process.env, cloud = env.OPS_TEST_CLOUD, pollSeconds, juju: series }: OpsTestOptions,
): Promise<TestModel> {
  const name = `${prefix}-${randomBytes(4).toString("hex")}`
  const isController = juju.engine === "juju"
  const where = cloud && isController ? [cloud] : []
  const emulated = series === undefined || isController ? [] : ["--juju", series]
  await juju.cli("add-model", "--no-switch", name, ...where, ...emulated)
  if (series !== undefined && isController) await refuseOtherJuju(juju, name, series)
  return new TestModel(juju, name, pollSeconds)
}

async function refuseOtherJuju(juju: Juju, model: string, series: JujuSeries): Promise<void> {
  const status = Printed.json(await juju.cli("status", "--model", model, "--format", "json"), "juju status")
  const version = status.at("model").at("version").text()
  if (version.startsWith(`${series}.`)) return
  await juju.cli(...destroying(model))
  throw new Error(`the controller is Juju ${version}, and the test needs ${series}`)
}

async function workFolder(engine: Engine): Promise<string> {
  if (engine === "minijuju") return realpath(await mkdtemp(join(tmpdir(), "ops-test-")))
  // A juju from a snap reads no file outside the user's home directory.
  const cache = join(process.cwd(), "node_modules", ".cache", "charmkit-testing")
  await mkdir(cache, { recursive: true })
  return mkdtemp(join(cache, "ops-test-"))
}
