import { type AnchorStore, anchorStore } from '#lib/gateways/anchors/anchors.ts'
import { ActivityAnchor } from '#lib/model/activity-anchor.model.ts'
import { ActivitySeal } from '#lib/model/activity-seal.model.ts'
import { trusted } from '#lib/platform/mongo.ts'

/** The most seals in one anchor: 160 KB of hashes. */
const MAX_PER_ANCHOR = 5_000

const HASH_BYTES = 32

/** The hashes of seals `from` to `to`, as they were when they were copied out of the database. */
interface Anchor {
  readonly from: number
  readonly to: number
  readonly hashes: readonly string[]
}

/** An anchor is named after its first number, so that whoever reads one knows the name of the next. */
const nameOf = (from: number): string => `seals-${String(from).padStart(15, '0')}.json`

/**
 * Copies the hashes of new seals to the store outside of the database, where nobody changes them. A run that died after
 * it wrote finds what it wrote. Returns how many were copied; 0 without a store.
 */
export async function anchorSeals(): Promise<number> {
  const store = await anchorStore()
  if (!store) return 0
  const head = await ActivityAnchor.findById('head').lean()
  let [last, copied] = [head?.number ?? 0, 0]
  for (;;) {
    const seals = await ActivitySeal.find({ _id: trusted({ $gt: last }) }, { hash: 1 })
      .sort({ _id: 1 })
      .limit(MAX_PER_ANCHOR)
      .lean()
    if (seals.length === 0) return copied
    const from = last + 1
    const isNew = await store.store(
      nameOf(from),
      textOf(
        from,
        seals.map(({ hash }) => hash),
      ),
    )
    const stored = isNew ? null : await readAnchor(store, from)
    last = stored?.to ?? last + seals.length
    copied += isNew ? seals.length : 0
    await ActivityAnchor.updateOne({ _id: 'head' }, { $max: { number: last } }, { upsert: true })
  }
}

const textOf = (from: number, hashes: readonly string[]): string =>
  JSON.stringify({
    from,
    to: from + hashes.length - 1,
    hashes: Buffer.concat(hashes.map((hash) => Buffer.from(hash, 'hex'))).toString('base64'),
  })

/** The anchors in their order, read one after the other; none without a store. */
export async function* readAnchors(): AsyncGenerator<Anchor> {
  const store = await anchorStore()
  if (!store) return
  for (let from = 1; ;) {
    const anchor = await readAnchor(store, from)
    if (!anchor) return
    yield anchor
    from = anchor.to + 1
  }
}

async function readAnchor(store: AnchorStore, from: number): Promise<Anchor | null> {
  const text = await store.read(nameOf(from))
  if (text === null) return null
  const { to, hashes } = JSON.parse(text) as { to: number; hashes: string }
  const bytes = Buffer.from(hashes, 'base64')
  return {
    from,
    to,
    hashes: Array.from({ length: to - from + 1 }, (_, i) =>
      bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES).toString('hex'),
    ),
  }
}
