/** A data key as it may be stored: what only the keeper of the master key can turn into it, for the same owner. */
export interface WrappedKey {
  readonly wrapped: Buffer
  /** The name of the master key that wrapped it, which is no secret. */
  readonly wrappedBy: string
}

/** A key that encrypts one person's fields, and the form in which it may be stored. */
export interface DataKey extends WrappedKey {
  /** 32 bytes; in memory alone. */
  readonly plain: Buffer
}

/** Who keeps the master key: KMS on AWS, a file of this machine otherwise. It never leaves there. */
export interface Keys {
  readonly newDataKey: (owner: string) => Promise<DataKey>
  /** Throws where it was wrapped for somebody else, or by a master key that is not known any more. */
  readonly unwrap: (wrapped: Buffer, owner: string, wrappedBy?: string) => Promise<Buffer>
  /** The name of the master key that wraps new data keys. */
  readonly currentName: () => Promise<string>
  /** The same data key under the current master key. On AWS it does not leave KMS for that. */
  readonly rewrap: (wrapped: Buffer, owner: string, wrappedBy?: string) => Promise<WrappedKey>
}
