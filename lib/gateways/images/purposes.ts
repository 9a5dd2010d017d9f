/** What a picture is uploaded for: the folder it is stored in, and how it is transformed when it is uploaded. */
interface Purpose {
  readonly folder: string
  /** In Cloudinary's syntax. A transformed picture loses its metadata, including the place where it was taken. */
  readonly transformation: string
}

const SIZE_LIMITED = 'c_limit,h_2000,q_auto,w_2000/fl_strip_profile'

export const PURPOSES = {
  profile: { folder: 'profile-images', transformation: 'c_fill,g_auto,h_400,q_auto,w_400/fl_strip_profile' },
  job: { folder: 'job-images', transformation: SIZE_LIMITED },
  portfolio: { folder: 'portfolio-images', transformation: SIZE_LIMITED },
  evidence: { folder: 'evidence-images', transformation: SIZE_LIMITED },
  chat: { folder: 'chat-images', transformation: SIZE_LIMITED },
  service: { folder: 'service-images', transformation: SIZE_LIMITED },
} as const satisfies Record<string, Purpose>

export type ImagePurpose = keyof typeof PURPOSES

/** The purposes that every user may upload for; only staff upload pictures of services. */
export const OPEN_PURPOSES = [
  'profile',
  'job',
  'portfolio',
  'evidence',
  'chat',
] as const satisfies readonly ImagePurpose[]

/** The largest picture that is accepted, in bytes (Part B 7.2). */
export const MAX_IMAGE_BYTES = 5 * 1024 * 1024
