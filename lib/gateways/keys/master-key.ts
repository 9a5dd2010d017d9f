/** A key that encrypts one person's fields, and the form in which it may be stored. */
export interface DataKey {
  /** 32 bytes; in memory alone. */
  readonly plain: Buffer
  /** What only the keeper of the master key can turn into it, and only for the same owner. */
  readonly wrapped: Buffer
}

/** Who keeps the master key: KMS on AWS, a file of this machine otherwise. It never leaves there. */
export interface Keys {
  readonly newDataKey: (owner: string) => Promise<DataKey>
  /** Throws where it was wrapped for somebody else, or by another master key. */
  readonly unwrap: (wrapped: Buffer, owner: string) => Promise<Buffer>
}
