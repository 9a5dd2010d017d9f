/**
 * Whether a text that was decoded for us contains the sign for bytes that were not UTF-8. API Gateway passes JSON on as
 * text, so its own decoder has already replaced them. Nobody types this sign.
 */
export const isDamaged = (decoded: string): boolean => decoded.includes('\ufffd')
