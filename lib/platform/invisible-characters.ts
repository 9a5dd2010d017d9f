/**
 * Characters that nobody sees: marks of direction, joiners, zero-width spaces, fillers, selectors, tags
 * (Default_Ignorable_Code_Point of Unicode), and the marks of annotations.
 */
const INVISIBLE = '[\\p{Default_Ignorable_Code_Point}\\ufff9-\\ufffb]'

/** An emoji with what belongs to it: a selector, a skin tone, the tags of a flag; several joined to one; a keycap. */
const PICTURE = `\\p{Extended_Pictographic}\\ufe0f?\\p{Emoji_Modifier}?\\u20e3?(?:[\\u{e0020}-\\u{e007e}]+\\u{e007f})?`
const EMOJI = `(?:${PICTURE})(?:\\u200d\\p{Extended_Pictographic}\\ufe0f?\\p{Emoji_Modifier}?)*|[0-9#*]\\ufe0f?\\u20e3`

const EMOJI_OR_INVISIBLE = /* @__PURE__ */ new RegExp(`(${EMOJI})|${INVISIBLE}`, 'gu')

/** The text without characters that nobody sees. Emoji stay whole, though joiners and selectors are part of them. */
export const stripInvisible = (text: string): string =>
  text.replace(EMOJI_OR_INVISIBLE, (_, emoji: string | undefined) => emoji ?? '')

// the last two are blank glyphs: a Braille pattern without dots, and a note head that is not drawn
const BLANK = /^[\s\p{Cc}\p{Z}\u2800\u{1d159}]*$/u

/** The part of a text that people see; empty if it has nothing but blanks and invisible characters. */
export function visiblePartOf(text: string): string {
  const visible = stripInvisible(text).trim()
  return BLANK.test(visible) ? '' : visible
}

const DIGIT = /\p{Nd}/u
const FOREIGN_DIGITS = /(?![0-9])\p{Nd}/gu

/** Writes the digits of every script (٣, ۳, ３) as 0 to 9. */
export const toWesternDigits = (text: string): string =>
  text.replace(FOREIGN_DIGITS, (digit) => String(valueOf(digit)))

/** Unicode has the digits of a script one after the other from its zero, in runs of ten. */
function valueOf(digit: string): number {
  const code = digit.codePointAt(0) ?? 0
  let first = code
  while (DIGIT.test(String.fromCodePoint(first - 1))) first -= 1
  return (code - first) % 10
}

/** What was typed where a number is meant, as a program reads it: Western digits, and no characters that nobody sees. */
export const readAsNumber = (typed: string): string => toWesternDigits(stripInvisible(typed))
