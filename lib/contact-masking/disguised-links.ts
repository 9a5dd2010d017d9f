import type { Span } from '#lib/contact-masking/fold.ts'

const DOT = /* @__PURE__ */ String.raw`(?:\s{0,2}\.\s{0,2}|\s{0,2}[\[({<]\s?(?:\.|d[o0]t|دوت|نقطه)\s?[\])}>]\s{0,2}|\s{1,2}(?:(?:d[o0]t|دوت|نقطه)\s{1,2})?)`
const SLASH = /* @__PURE__ */ String.raw`(?:\s{0,2}[/\\]\s{0,2}|\s{1,2}(?:slash|سلاش)\s{1,2})`
const NAME = /* @__PURE__ */ String.raw`[@+]?[\p{L}\p{N}][\p{L}\p{N}_.@%~?=&-]{0,99}`

/** The short domains of networks, with a name behind a slash: `t . me / mona`, `wa dot me slash 2010…`, `t.me\mona`. */
const SHORT = /* @__PURE__ */ new RegExp(
  /* @__PURE__ */ String.raw`(?<![\p{L}\p{N}.@-])(?:t|wa|m|fb|ig|telegram)${DOT}(?:me|com)${SLASH}${NAME}`,
  'gu',
)
/** `nour,com` */
const WITH_COMMA = /(?<![\p{L}\p{N}.,@-])[a-z][a-z0-9-]{3,62},com(?![\p{L}\p{N}])/gu
const PATH = /* @__PURE__ */ new RegExp(`(?:${SLASH}${NAME}){1,4}`, 'uy')

/** Links whose signs are spelled, bracketed, or others than they ought to be. */
export const disguisedLinks = (folded: string): Span[] =>
  [SHORT, WITH_COMMA].flatMap((pattern) =>
    Array.from(folded.matchAll(pattern), ({ 0: found, index }) => ({
      from: index,
      to: index + found.length,
    })),
  )

/** A domain with the path that stands apart from it: `instagram . com / mona_fix`, `mona dot com slash works`. */
export function withPathApart(folded: string, { from, to }: Span): Span {
  PATH.lastIndex = to
  return { from, to: to + (PATH.exec(folded)?.[0].length ?? 0) }
}
