import { randomBytes } from 'node:crypto'
import { type ImagePurpose, PURPOSES } from '#lib/gateways/images/purposes.ts'
import { config } from '#lib/platform/config.ts'
import type { UserId } from '#lib/platform/ids.ts'

/**
 * A name for a new picture. It contains the owner's id: `job-images/<owner>-<random>`. Users cannot choose names, so
 * nobody can overwrite a picture, and the name proves for whom the upload was signed.
 */
export function newImageName(owner: UserId): string {
  return `${owner}-${randomBytes(12).toString('hex')}`
}

const NAME = /^([0-9a-f]{24})-[0-9a-f]{24}$/

/** Whether a public id was created for this owner and purpose. */
export function isOwnImage(publicId: string, purpose: ImagePurpose, owner: UserId): boolean {
  const { folder } = PURPOSES[purpose]
  const name = publicId.startsWith(`${folder}/`) ? publicId.slice(folder.length + 1) : ''
  return NAME.exec(name)?.[1] === owner
}

/** Whether a URL shows a picture of this owner and purpose from our own Cloudinary account, as it was uploaded. */
export async function isOwnImageUrl(address: string, purpose: ImagePurpose, owner: UserId): Promise<boolean> {
  const ours = `${await cloudUrl()}/`
  if (!address.startsWith(ours)) return false
  const path = /^(?:v\d{1,12}\/)?([\w/-]{1,200})(?:\.(?:jpe?g|png|gif|webp))?$/.exec(
    address.slice(ours.length),
  )
  return path?.[1] !== undefined && isOwnImage(path[1], purpose, owner)
}

/** The URL at which a picture is shown, in the format and quality that suit the viewer's device. */
export async function deliveryUrlOf(publicId: string, version: number): Promise<string> {
  return `${await cloudUrl()}/f_auto,q_auto/v${version}/${publicId}`
}

async function cloudUrl(): Promise<string> {
  const { CLOUDINARY_DELIVERY_URL, CLOUDINARY_CLOUD_NAME } = await config('images')
  return `${CLOUDINARY_DELIVERY_URL.replace(/\/$/, '')}/${CLOUDINARY_CLOUD_NAME}/image/upload`
}
