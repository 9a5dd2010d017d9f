/** The picture formats that are accepted (Part B 7.2), by the image store's names. */
export const IMAGE_FORMATS = ['jpg', 'png', 'gif', 'webp'] as const

export type ImageFormat = (typeof IMAGE_FORMATS)[number]
