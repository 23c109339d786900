/**
 * The flags of one endpoint in a reactive charm, named without `endpoint.NAME.`: what a reactive framework gives to `manageFlags`
 * in every hook, after the hook's event. Flags that are left alone stay as they are.
 */
export interface ReactiveFlags {
  /** Nothing is known of earlier hooks: everything has to be looked at. */
  readonly fresh: boolean
  isSet(flag: string): boolean
  toggle(flag: string, on: boolean): void
}
