/** The pictures that are taken (Part B 7.2), by the names that the image store has for them. */
export const IMAGE_FORMATS = ['jpg', 'png', 'gif', 'webp'] as const

export type ImageFormat = (typeof IMAGE_FORMATS)[number]
