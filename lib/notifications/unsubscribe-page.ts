import { escapeHtml } from '#lib/mail/render-email.ts'
import { readUnsubscribeToken } from '#lib/notifications/unsubscribe-token.ts'

/**
 * The page that the unsubscribe link opens: one button. Opening the page changes nothing, because mail scanners open
 * every link.
 */
export async function unsubscribePage(token: string): Promise<string> {
  await readUnsubscribeToken(token)
  const action = escapeHtml(`/api/notifications/unsubscribe?token=${encodeURIComponent(token)}`)
  return (
    `<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width, initial-scale=1"><title>Craftworks</title>` +
    `<style>body{font-family:Tahoma,Arial,sans-serif;max-width:26rem;margin:4rem auto;padding:0 1rem;line-height:1.7}` +
    `button{font:inherit;padding:.6rem 1.2rem;border:0;border-radius:.4rem;background:#0b6e4f;color:#fff}</style></head>` +
    `<body><p>لن تصلك رسائل بريد من هذا النوع بعد الضغط على الزر.</p>` +
    `<p lang="en" dir="ltr">Press the button to get no more e-mails of this kind.</p>` +
    `<form method="post" action="${action}"><button>إيقاف الرسائل · Unsubscribe</button></form></body></html>`
  )
}
