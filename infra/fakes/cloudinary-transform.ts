/** A picture after its transformation. */
export interface TransformedImage {
  readonly bytes: Buffer
  readonly width: number
  readonly height: number
}

/**
 * Applies an incoming transformation as Cloudinary does, as far as ours go: `c_fill` and `c_limit` with `w_` and `h_`.
 * What is written has no metadata. Without a transformation the bytes stay as they are. Throws if they are no picture.
 */
export async function transform(bytes: Buffer, transformation: string): Promise<TransformedImage> {
  const { default: sharp } = await import('sharp')
  const picture = sharp(bytes, { animated: false })
  const { width = 0, height = 0 } = await picture.metadata()
  const [first = ''] = transformation.split('/')
  const sides = { width: sizeIn(first, 'w'), height: sizeIn(first, 'h') }
  if (!sides.width && !sides.height) return { bytes, width, height }
  const isFilled = /\bc_fill\b/.test(first)
  const fit = isFilled ? { fit: 'cover' as const } : { fit: 'inside' as const, withoutEnlargement: true }
  const { data, info } = await picture
    .rotate() // as its metadata say, before they are gone
    .resize({ ...sides, ...fit })
    .toBuffer({ resolveWithObject: true })
  return { bytes: data, width: info.width, height: info.height }
}

const sizeIn = (transformation: string, side: 'w' | 'h'): number | undefined => {
  const [, size] = new RegExp(`(?:^|,)${side}_(\\d+)`).exec(transformation) ?? []
  return size === undefined ? undefined : Number(size)
}
