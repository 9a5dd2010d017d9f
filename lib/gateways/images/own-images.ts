import { randomBytes } from 'node:crypto'
import { PURPOSES, type ImagePurpose } from '#lib/gateways/images/purposes.ts'
import { config } from '#lib/platform/config.ts'
import type { UserId } from '#lib/platform/ids.ts'

/**
 * The names of our pictures say whose they are: `job-images/<owner>-<random>`. Nobody chooses his own, so
 * none can be written over, and a name proves for whom an upload was signed.
 */
export function newImageName(owner: UserId): string {
  return `${owner}-${randomBytes(12).toString('hex')}`
}

const NAME = /^([0-9a-f]{24})-[0-9a-f]{24}$/

/** Whether a public id is one that was made for this owner and purpose. */
export function isOwnImage(publicId: string, purpose: ImagePurpose, owner: UserId): boolean {
  const { folder } = PURPOSES[purpose]
  const name = publicId.startsWith(`${folder}/`) ? publicId.slice(folder.length + 1) : ''
  return NAME.exec(name)?.[1] === owner
}

/** Whether an address shows, from our own cloud and as it was uploaded, a picture of this owner and purpose. */
export async function isOwnImageUrl(address: string, purpose: ImagePurpose, owner: UserId): Promise<boolean> {
  const ours = `${await cloudUrl()}/`
  if (!address.startsWith(ours)) return false
  const path = /^(?:v\d{1,12}\/)?([\w/-]{1,200})(?:\.(?:jpe?g|png|gif|webp))?$/.exec(
    address.slice(ours.length),
  )
  return path?.[1] !== undefined && isOwnImage(path[1], purpose, owner)
}

/** The address at which a picture is shown, in the format and quality that suit whoever looks. */
export async function showingUrl(publicId: string, version: number): Promise<string> {
  return `${await cloudUrl()}/f_auto,q_auto/v${version}/${publicId}`
}

async function cloudUrl(): Promise<string> {
  const { CLOUDINARY_DELIVERY_URL, CLOUDINARY_CLOUD_NAME } = await config('images')
  return `${CLOUDINARY_DELIVERY_URL.replace(/\/$/, '')}/${CLOUDINARY_CLOUD_NAME}/image/upload`
}
