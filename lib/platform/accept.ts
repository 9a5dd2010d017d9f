/**
 * How much an `Accept` header wants a media type that it names, from 0 to 1 (RFC 9110, 12.5.1). 0 if it does not name it, or
 * says that it is not acceptable. Ranges as `text/*` name none.
 */
function qualityOf(accept: string, mediaType: string): number {
  const qualities = accept.split(',').flatMap((entry) => {
    const [type = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase())
    if (type !== mediaType) return []
    const quality = parameters.find((parameter) => parameter.startsWith('q='))
    return quality === undefined ? 1 : Number(quality.slice(2)) || 0
  })
  return Math.max(0, ...qualities)
}

/** Whether an `Accept` header asks for a media type, and more for it than for JSON. */
export const prefersToJson = (accept: string | undefined, mediaType: string): boolean =>
  qualityOf(accept ?? '', mediaType) > qualityOf(accept ?? '', 'application/json')
