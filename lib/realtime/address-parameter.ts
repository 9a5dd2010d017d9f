/** The longest name or value in the address that is looked at. A ticket has 43 letters, and nothing else is needed. */
const MAX_LENGTH = 200

/** The shortest part of a JSON Web Token that counts as one. */
const MIN_PART = 4

/**
 * Whether a name or a value may not stand in the address of a handshake: a token would end up in logs. What is longer
 * than anything that belongs there is refused unread, since nobody knows yet who is asking.
 */
export const isForbidden = (text: string): boolean => text.length > MAX_LENGTH || hasToken(text)

/** Three parts in a row with dots between them, as in a JSON Web Token. It reads each letter once. */
const hasToken = (text: string): boolean => text.split(/[^\w.-]/).some(isToken)

function isToken(word: string): boolean {
  const parts = word.split('.').map(({ length }) => length >= MIN_PART)
  return parts.some((isPart, i) => isPart && parts[i + 1] && parts[i + 2])
}
