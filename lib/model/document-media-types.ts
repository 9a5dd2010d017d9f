/** What a document of a verification may be, by its bytes. */
export const DOCUMENT_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'application/pdf'] as const

export type DocumentMediaType = (typeof DOCUMENT_TYPES)[number]
