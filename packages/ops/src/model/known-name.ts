/**
 * The type of a parameter that takes one of `Names`: `Name` itself if it is one of them, else the nearest ones, so that the compiler's
 * message about a misspelt name shows them (`"prot"` is not assignable to `"port"`); all of them if none is near.
 *
 * The first part is for code in which `Name` or `Names` is a type parameter, such as a helper for any of the names, or for several charms:
 * the compiler leaves the condition undecided there.
 */
export type KnownName<Name extends string, Names extends string> =
  | (Name & Names)
  | (Name extends Names ? Name : Nearest<Name, Names>)

/** The names that a typed model has in a field of its types (`ModelOf`); any name for a model without types. */
export type NamesOf<M, Field extends string> = M extends { readonly types?: infer Types }
  ? 0 extends 1 & Types
    ? string
    : Types extends { readonly [Each in Field]: infer Names extends string }
      ? Names
      : string
  : string

type Nearest<Name extends string, Names extends string> = FirstOf<
  [WithinEdits<Name, Names, [0]>, WithinEdits<Name, Names, [0, 0]>, keyof { [Each in Names]: Each }]
>

type FirstOf<Choices extends readonly unknown[]> = Choices extends readonly [infer First, ...infer Others]
  ? [First] extends [never]
    ? FirstOf<Others>
    : First
  : never

/** Those of `Names` that `Name` becomes by at most as many edits as `Edits` has elements. */
type WithinEdits<Name extends string, Names extends string, Edits extends readonly 0[]> = Names extends string
  ? true extends IsWithin<Name, Names, Edits>
    ? Names
    : never
  : never

/** An edit adds, removes or replaces a letter, or swaps two. */
type IsWithin<From extends string, To extends string, Edits extends readonly 0[]> = [From, To] extends [
  `${infer Letter}${infer FromRest}`,
  `${infer Other}${infer ToRest}`,
]
  ? Letter extends Other
    ? IsWithin<FromRest, ToRest, Edits>
    : Edits extends readonly [0, ...infer Fewer extends readonly 0[]]
      ?
          | IsWithin<FromRest, To, Fewer>
          | IsWithin<From, ToRest, Fewer>
          | IsWithin<FromRest, ToRest, Fewer>
          | IsWithin<SwapFirst<From>, To, Fewer>
      : false
  : `${From}${To}` extends `${string}${infer Rest}`
    ? Edits extends readonly [0, ...infer Fewer extends readonly 0[]]
      ? IsWithin<Rest, "", Fewer>
      : false
    : true

type SwapFirst<Text extends string> = Text extends `${infer First}${infer Second}${infer Rest}`
  ? `${Second}${First}${Rest}`
  : Text
