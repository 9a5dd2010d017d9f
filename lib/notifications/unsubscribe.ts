import { fail, isRefusal } from '#lib/errors/app-error.ts'
import { KIND_NAMES } from '#lib/notifications/kind-names.ts'
import { changePreferences } from '#lib/notifications/preferences.ts'
import { badLinkPage, confirmationPage, donePage } from '#lib/notifications/unsubscribe-page.ts'
import { readUnsubscribeToken, type Unsubscription } from '#lib/notifications/unsubscribe-token.ts'
import type { Sentence } from '#lib/platform/api-schemas.ts'
import { HtmlPage } from '#lib/platform/html-page.ts'
import type { Locale } from '#lib/platform/locale.ts'

/** A request with the link of an e-mail. */
export interface UnsubscribeRequest {
  readonly token: string
  /** The language of the e-mail; without it, the one that the browser asks for. */
  readonly locale: Locale
  /** Whether a browser asks, which shows pages. */
  readonly html: boolean
}

const DONE: Readonly<Record<Locale, (kind: string) => string>> = {
  en: (kind) => `You will get no more e-mails about ${kind}. You can change this in your profile`,
  ar: (kind) => `لن تصلك رسائل بريد عن ${kind} بعد الآن، ويمكنك تغيير ذلك من حسابك`,
}

/**
 * Show the page of an unsubscribe link: what it stops, and one button. Opening it changes nothing, because mail
 * scanners open every link. Throws INVALID_UNSUBSCRIBE_LINK, with a page for browsers.
 */
export async function unsubscribePage(request: UnsubscribeRequest): Promise<string> {
  const { type } = await readLink(request)
  return confirmationPage(request.locale, type, request.token)
}

/**
 * Stop e-mails of one type to one user, with the link in such an e-mail. In-app and push stay as they are. A browser
 * gets a page. Throws INVALID_UNSUBSCRIBE_LINK, with a page for browsers.
 */
export async function unsubscribe(request: UnsubscribeRequest): Promise<Sentence | HtmlPage> {
  const { userId, type } = await readLink(request)
  await changePreferences(userId, { [type]: { email: false } })
  const { locale, html } = request
  if (html) return new HtmlPage(donePage(locale, type))
  const said = DONE[locale](KIND_NAMES[type][locale])
  return { message: { en: said, ar: said } } // the link names the language, whatever who follows it asks for
}

async function readLink({ token, locale, html }: UnsubscribeRequest): Promise<Unsubscription> {
  try {
    return await readUnsubscribeToken(token)
  } catch (cause) {
    if (!html || !isRefusal(cause, 'INVALID_UNSUBSCRIBE_LINK')) throw cause
    throw fail('INVALID_UNSUBSCRIBE_LINK', { cause, page: badLinkPage(locale) })
  }
}
