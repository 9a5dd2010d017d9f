/** What the layout of an e-mail is filled with. Everything is escaped already. */
export interface LayoutContent {
  readonly lang: string
  readonly dir: 'rtl' | 'ltr'
  readonly brand: string
  readonly title: string
  readonly preview: string
  readonly greeting: string
  readonly paragraphs: readonly string[]
  readonly action: { readonly label: string; readonly href: string } | undefined
  readonly ifButtonFails: string
  readonly reason: string
  readonly unsubscribe: { readonly label: string; readonly href: string } | undefined
}

/** Inboxes fill the preview with the beginning of the body; these characters push it away. */
const PREVIEW_FILLER = '&#847;&zwnj;&nbsp;'.repeat(40)

/**
 * The one layout of all e-mails: a column of tables with inline styles, which every mail program shows. What some of
 * them ignore (the media queries) only adds to it: dark colours, and less space on a phone. There are no pictures and
 * nothing is loaded. See docs/decisions/mail-layout.md.
 */
export const emailLayout = (content: LayoutContent): string => {
  const { lang, dir, brand, title, preview } = content
  const start = dir === 'rtl' ? 'right' : 'left'
  return `<!doctype html>
<html lang="${lang}" dir="${dir}" xmlns:o="urn:schemas-microsoft-com:office:office">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="x-apple-disable-message-reformatting">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${title}</title>
<!--[if mso]><xml><o:OfficeDocumentSettings><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml><![endif]-->
<style>
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (max-width:600px){.card{padding:28px 20px!important}.page{padding:20px 12px!important}}
@media (prefers-color-scheme:dark){.page,body{background:#14181c!important}.card{background:#1e242a!important;border-color:#2c343c!important}.ink{color:#eef1f3!important}.soft{color:#a9b4bd!important}.mark{color:#5fd0a5!important}.button{background:#1d8a66!important}.line{border-color:#2c343c!important}}
[data-ogsc] .ink{color:#eef1f3!important}[data-ogsc] .soft{color:#a9b4bd!important}[data-ogsc] .mark{color:#5fd0a5!important}[data-ogsb] .card{background:#1e242a!important}
</style>
</head>
<body style="margin:0;padding:0;background:#f3f1ec;-webkit-text-size-adjust:100%;word-break:break-word">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${preview}${PREVIEW_FILLER}</div>
<table role="presentation" lang="${lang}" dir="${dir}" width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse">
<tr><td class="page" align="center" bgcolor="#f3f1ec" style="padding:32px 16px;background:#f3f1ec">
<!--[if mso]><table role="presentation" width="560" cellpadding="0" cellspacing="0" border="0" align="center"><tr><td><![endif]-->
<table role="presentation" dir="${dir}" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px;margin:0 auto;border-collapse:separate">
<tr><td class="mark" align="${start}" style="padding:0 4px 14px;${font(18, 26)};font-weight:700;color:#0b6e4f;text-align:${start}">${brand}</td></tr>
<tr><td class="card" align="${start}" bgcolor="#ffffff" style="padding:36px 36px 32px;background:#ffffff;border:1px solid #e4e0d7;border-radius:12px;text-align:${start}">
${bodyOf(content)}
</td></tr>
<tr><td align="${start}" style="padding:18px 4px 0;text-align:${start}">
${footerOf(content)}
</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</body>
</html>`
}

const bodyOf = (content: LayoutContent): string => {
  const { title, greeting, paragraphs, action, ifButtonFails } = content
  const text = [greeting, ...paragraphs]
    .map(
      (paragraph) => `<p class="ink" style="margin:0 0 14px;${font(16, 26)};color:#22282e">${paragraph}</p>`,
    )
    .join('\n')
  const heading = `<h1 class="ink" style="margin:0 0 16px;${font(22, 32)};font-weight:700;color:#14181c">${title}</h1>`
  if (!action) return `${heading}\n${text}`
  const { label, href } = action
  return `${heading}
${text}
<table role="presentation" dir="${content.dir}" cellpadding="0" cellspacing="0" border="0" style="border-collapse:separate"><tr><td style="padding:8px 0 22px"><table role="presentation" cellpadding="0" cellspacing="0" border="0" style="border-collapse:separate"><tr><td class="button" bgcolor="#0b6e4f" style="background:#0b6e4f;border-radius:8px;mso-padding-alt:13px 26px"><a href="${href}" style="display:inline-block;padding:13px 26px;${font(16, 24)};font-weight:700;color:#ffffff;text-decoration:none">${label}</a></td></tr></table></td></tr></table>
<p class="soft" style="margin:0;${font(13, 20)};color:#5d6871">${ifButtonFails}<br><a class="mark" dir="ltr" href="${href}" style="color:#0b6e4f;word-break:break-all">${href}</a></p>`
}

const footerOf = ({ reason, unsubscribe }: LayoutContent): string => {
  const small = `margin:0 0 6px;${font(13, 20)};color:#5d6871`
  const why = `<p class="soft" style="${small}">${reason}</p>`
  if (!unsubscribe) return why
  const { href, label } = unsubscribe
  return `${why}
<p class="soft" style="${small}"><a class="soft" href="${href}" style="color:#5d6871;text-decoration:underline">${label}</a></p>`
}

const font = (size: number, lineHeight: number): string =>
  `font-family:-apple-system,'Segoe UI',Roboto,Tahoma,Arial,sans-serif;font-size:${size}px;line-height:${lineHeight}px`
