/** Makes one shell command line of arguments: a single one is passed unchanged, several are quoted (Juju: `utils.CommandString`). */
export function commandLine(args: readonly string[]): string {
  if (args.length === 1) return args[0] ?? ""
  return args
    .map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'"'"'`)}'`))
    .join(" ")
}
