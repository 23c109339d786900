/**
 * The flags of one endpoint in a reactive charm, named without `endpoint.NAME.`. A reactive framework passes them to `manageFlags` in every
 * hook, after the hook's event. Flags that are not toggled keep their value.
 */
export interface ReactiveFlags {
  /** Whether there is no state from earlier hooks, so that everything has to be evaluated. */
  readonly fresh: boolean
  isSet(flag: string): boolean
  toggle(flag: string, on: boolean): void
}
