import type { Types } from 'mongoose'

/** Conditions of a query of the driver. Ids are ObjectIds. */
export type Conditions = Readonly<Record<string, unknown>>

/** What becomes of some documents of a collection when a person is erased. It changes nothing a second time. */
export interface ErasureStep {
  /** The documents that are about: an index finds them. */
  readonly whose: (person: Types.ObjectId) => Conditions
  /** They are deleted; else what follows happens to them. */
  readonly deletes?: true
  readonly sets?: Readonly<Record<string, unknown>>
  readonly unsets?: readonly string[]
  /** Which elements of an array `$[own]` means. */
  readonly own?: (person: Types.ObjectId) => Conditions
}

/**
 * What a collection holds of people. Every text of its schema is in one of the two: what is nobody's, and what an
 * erasure deletes, overwrites or removes. A test walks the schemas and fails for a text that is in neither.
 */
export interface CollectionRule {
  /** Texts that are no person's: names of kinds, ids, amounts, what staff wrote in the platform's name. */
  readonly impersonal: readonly string[]
  readonly steps: readonly ErasureStep[]
  /** What code of its own erases, and which file it is in. */
  readonly elsewhere?: Readonly<Record<string, string>>
}
