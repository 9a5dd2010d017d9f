/** What a picture is uploaded for: where it is kept and what is made of it on the way in. */
interface Purpose {
  readonly folder: string
  /** Cloudinary's words. Whatever is transformed loses its metadata, the place it was taken among them. */
  readonly transformation: string
}

const AS_TAKEN = 'c_limit,h_2000,q_auto,w_2000/fl_strip_profile'

export const PURPOSES = {
  profile: { folder: 'profile-images', transformation: 'c_fill,g_auto,h_400,q_auto,w_400/fl_strip_profile' },
  job: { folder: 'job-images', transformation: AS_TAKEN },
  portfolio: { folder: 'portfolio-images', transformation: AS_TAKEN },
  evidence: { folder: 'evidence-images', transformation: AS_TAKEN },
  chat: { folder: 'chat-images', transformation: AS_TAKEN },
  service: { folder: 'service-images', transformation: AS_TAKEN },
} as const satisfies Record<string, Purpose>

export type ImagePurpose = keyof typeof PURPOSES

/** What everybody may upload for; pictures of services are staff's. */
export const OPEN_PURPOSES = [
  'profile',
  'job',
  'portfolio',
  'evidence',
  'chat',
] as const satisfies readonly ImagePurpose[]

/** The largest picture taken, in bytes (Part B 7.2). */
export const MAX_IMAGE_BYTES = 5 * 1024 * 1024
