import { escapeHtml } from '#lib/mail/escape-html.ts'
import type { NotificationType } from '#lib/model/notification-types.ts'
import { KIND_NAMES } from '#lib/notifications/kind-names.ts'
import { BRAND } from '#lib/platform/brand.ts'
import type { Locale } from '#lib/platform/locale.ts'

interface PageText {
  readonly heading: string
  readonly lines: readonly string[]
}

const ASK: Readonly<Record<Locale, (kind: string) => PageText & { readonly button: string }>> = {
  en: (kind) => ({
    heading: `Stop e-mails about ${kind}?`,
    lines: [
      `You will get no more e-mails about ${kind}.`,
      'You will still see everything in the app, and other e-mails stay as they are.',
    ],
    button: 'Stop these e-mails',
  }),
  ar: (kind) => ({
    heading: `إيقاف رسائل البريد عن ${kind}؟`,
    lines: [`لن تصلك رسائل بريد عن ${kind}.`, 'سيظل كل شيء ظاهرًا في التطبيق، وباقي رسائل البريد كما هي.'],
    button: 'إيقاف هذه الرسائل',
  }),
}

const DONE: Readonly<Record<Locale, (kind: string) => PageText>> = {
  en: (kind) => ({
    heading: 'Done',
    lines: [
      `You get no more e-mails about ${kind}.`,
      'You can turn them on again at any time, in the notification settings of your account.',
    ],
  }),
  ar: (kind) => ({
    heading: 'تم',
    lines: [
      `لن تصلك رسائل بريد عن ${kind} بعد الآن.`,
      'يمكنك تشغيلها من جديد في أي وقت من إعدادات الإشعارات في حسابك.',
    ],
  }),
}

const BAD_LINK: Readonly<Record<Locale, PageText>> = {
  en: {
    heading: 'This link does not work',
    lines: [
      'Part of it may have been lost on the way. Please open it from the e-mail again.',
      'You can also choose which e-mails you get in the notification settings of your account.',
    ],
  },
  ar: {
    heading: 'الرابط لا يعمل',
    lines: [
      'ربما ضاع جزء منه في الطريق. من فضلك افتحه من رسالة البريد مرة أخرى.',
      'يمكنك أيضًا اختيار رسائل البريد التي تصلك من إعدادات الإشعارات في حسابك.',
    ],
  },
}

/** The page that the link in an e-mail opens: what stops, and one button that stops it. */
export function confirmationPage(locale: Locale, type: NotificationType, token: string): string {
  const { button, ...text } = ASK[locale](KIND_NAMES[type][locale])
  const action = escapeHtml(
    `/api/notifications/unsubscribe?token=${encodeURIComponent(token)}&lang=${locale}`,
  )
  return page(locale, text, `<form method="post" action="${action}"><button>${button}</button></form>`)
}

/** The page after the button: what has stopped, and how to have it again. */
export const donePage = (locale: Locale, type: NotificationType): string =>
  page(locale, DONE[locale](KIND_NAMES[type][locale]))

/** The page behind a link that is not complete or not ours. */
export const badLinkPage = (locale: Locale): string => page(locale, BAD_LINK[locale])

const STYLE =
  ':root{color-scheme:light dark;--page:#f3f1ec;--card:#fff;--line:#e4e0d7;--ink:#22282e;--mark:#0b6e4f;--button:#0b6e4f}' +
  '@media (prefers-color-scheme:dark){:root{--page:#14181c;--card:#1e242a;--line:#2c343c;--ink:#eef1f3;--mark:#5fd0a5;--button:#1d8a66}}' +
  "body{margin:0;padding:2rem 1rem;background:var(--page);color:var(--ink);font:1rem/1.65 -apple-system,'Segoe UI',Roboto,Tahoma,Arial,sans-serif}" +
  'main{max-width:26rem;margin:0 auto}.brand{margin:0 .25rem .9rem;font-weight:700;font-size:1.15rem;color:var(--mark)}' +
  '.card{padding:1.75rem 1.5rem;background:var(--card);border:1px solid var(--line);border-radius:12px}' +
  'h1{margin:0 0 .75rem;font-size:1.4rem;line-height:1.4}p{margin:0 0 .75rem}.card>:last-child{margin-bottom:0}' +
  'button{margin-top:.75rem;width:100%;padding:.85rem 1.25rem;border:0;border-radius:8px;background:var(--button);color:#fff;font:inherit;font-weight:700;cursor:pointer}' +
  'button:focus-visible{outline:3px solid var(--mark);outline-offset:2px}'

function page(locale: Locale, { heading, lines }: PageText, form = ''): string {
  const dir = locale === 'ar' ? 'rtl' : 'ltr'
  const brand = BRAND[locale]
  return (
    `<!doctype html><html lang="${locale}" dir="${dir}"><head><meta charset="utf-8">` +
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">' +
    `<title>${heading} · ${brand}</title><style>${STYLE}</style></head>` +
    `<body><main><p class="brand">${brand}</p><div class="card"><h1>${heading}</h1>` +
    `${lines.map((line) => `<p>${line}</p>`).join('')}${form}</div></main></body></html>`
  )
}
