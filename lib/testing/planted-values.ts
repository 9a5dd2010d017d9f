import { createHash } from 'node:crypto'
import mongoose from 'mongoose'

/** A place in which a planted value was found, and in which form. */
export interface Leak {
  readonly where: string
  readonly value: string
  readonly form: string
}

/** The forms in which a value can be read by anybody who looks for it. */
function formsOf(value: string): Readonly<Record<string, Buffer>> {
  const bytes = Buffer.from(value)
  const padded = [0, 1, 2].map((offset) => Buffer.concat([Buffer.alloc(offset), bytes]))
  // the characters that belong to the value alone, whatever stands before and behind it
  const inBase64 = padded.map((text, offset) =>
    text
      .toString('base64')
      .replace(/=+$/, '')
      .slice(offset === 0 ? 0 : offset + 1, -2),
  )
  const hashes = (['md5', 'sha1', 'sha256', 'sha512'] as const).flatMap((algorithm) =>
    (['hex', 'base64', 'base64url'] as const).map(
      (encoding) =>
        [
          `${algorithm} in ${encoding}`,
          createHash(algorithm).update(bytes).digest(encoding).replace(/=+$/, ''),
        ] as const,
    ),
  )
  const inArabic = value.replace(/\d/g, (digit) => '٠١٢٣٤٥٦٧٨٩'.charAt(Number(digit)))
  return {
    'plain text': bytes,
    'UTF-16': Buffer.from(value, 'utf16le'),
    hex: Buffer.from(bytes.toString('hex')),
    ...Object.fromEntries(inBase64.map((text, i) => [`base64 at ${i}`, Buffer.from(text)])),
    ...Object.fromEntries(hashes.map(([name, text]) => [name, Buffer.from(text)])),
    ...(inArabic !== value && { 'Arabic digits': Buffer.from(inArabic) }),
    ...(/^\d{1,15}$/.test(value) && { 'a number of 64 bits': int64(value), 'a double': double(value) }),
  }
}

function int64(value: string): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64LE(BigInt(value))
  return bytes
}

function double(value: string): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(Number(value))
  return bytes
}

/** Where bytes have one of the values in them, in any form in which somebody could read it. */
export function leaksIn(where: string, bytes: Buffer, values: readonly string[]): Leak[] {
  const lower = Buffer.from(bytes.toString('latin1').toLowerCase(), 'latin1')
  return values.flatMap((value) =>
    Object.entries(formsOf(value)).flatMap(([form, needle]) =>
      bytes.includes(needle) || lower.includes(needle) ? [{ where, value, form }] : [],
    ),
  )
}

/** The same for every document of every collection, as MongoDB stores it. */
export async function leaksInDatabase(values: readonly string[]): Promise<Leak[]> {
  const leaks: Leak[] = []
  for (const collection of (await mongoose.connection.db?.collections()) ?? []) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- with `raw` the driver gives the bytes themselves
    const documents = (await collection.find({}, { raw: true }).toArray()) as unknown as Buffer[]
    const name = collection.collectionName
    leaks.push(...documents.flatMap((bytes) => leaksIn(name, Buffer.from(bytes), values)))
  }
  return leaks
}
