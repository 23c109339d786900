export const help = `charmkit-pack: from a TypeScript charm project to a .charm archive

Usage:
  charmkit-pack [PROJECT] [options]

PROJECT is the folder of the charm (default: this folder). It holds

  charmcraft.yaml      name, summary, description, requires, provides, config, actions, base, platforms
                       (or metadata.yaml, config.yaml and actions.yaml)
  src/charm.ts         the charm; ends with main(MyCharm)
  src/charmcraft.d.ts  the types of options, endpoints, actions, …, written by --types; must fit charmcraft.yaml
  LICENSE              here or higher up in the same workspace; without one there is a warning, in a workspace an error
  licenses/NAME        the licence of a bundled package that comes without one
  README.md icon.svg   packed if present
  files/ templates/    packed as they are, for the charm to read at run time
  bin/node             packed if present; the charm then needs no Node.js on the unit, and is for one architecture
  dispatch             packed if present, instead of the generated one; must be executable

Options:
  --out DIR            where the archive goes (default: PROJECT)
  --unpacked DIR       write the charm's files into DIR instead of an archive; DIR must be empty or new
  --condition C        resolve packages with this export condition too; may be given several times
  --runtime NAME       what runs the charm: node (default), the Node.js of the unit or of bin/node; or bun: the charm and
                       a Bun become one executable, whose hooks start in about half the time. The archive is then for
                       the architecture of that Bun, and has about 55 MB. The Bun is bin/bun of the project, or the
                       one of npm (npm install --save-dev bun), or the one on PATH
  --types              write src/charmcraft.d.ts from charmcraft.yaml instead of an archive: class MyCharm extends
                       CharmBase<Charm> then knows its options, endpoints, actions and their parameters
  --watch              with --types: do so again whenever the declaration changes, until the command is interrupted
  --json               print a JSON object: file, name, runtime, bytes, entries, bundledPackages, warnings;
                       or, when packing fails, {"error": {"code", "message"}}
  --version            print the version
  --help               print this

Examples:
  Pack the charm in this folder, then deploy it:
    charmkit-pack
    juju deploy ./my-charm_all.charm

  Pack another folder into dist/, and keep the path of the archive:
    charm=$(charmkit-pack charms/web --out dist)

  List the archive's files and packages:
    charmkit-pack --json | jq '.entries[].path, .bundledPackages'

  Keep the types up to date while you edit charmcraft.yaml:
    charmkit-pack --types --watch

  Let charmcraft pack the charm, from a part with plugin: dump and source: build/charm
  (charmcraft.yaml then has parts:, which charmkit-pack ignores):
    rm -rf build/charm && charmkit-pack --unpacked build/charm && charmcraft pack

  Pack for the fastest start of hooks:
    npm install --save-dev bun && charmkit-pack --runtime bun

CHARMKIT_RUNTIME=bun in the environment is the same as --runtime bun.

Progress and warnings go to standard error, the path of the archive (with --unpacked: of the folder; with --types: of the file) to standard output.
Exit status: 0 packed, 1 the project cannot be packed, 2 wrong usage.
`
