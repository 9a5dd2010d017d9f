import { describe, expect, it } from 'vitest'
import { type EmailTemplate, renderEmail } from '#lib/mail/render-email.ts'

const template: EmailTemplate = {
  subject: 'A new quote from Karim',
  greeting: 'Hello Mona,',
  paragraphs: ['Karim quotes EGP 2,000 for “A leaking tap”.'],
  action: { label: 'See the quotes', href: 'https://craftworks.example/jobs/1?a=1&b=2' },
  reason: 'You get this e-mail because e-mails about quotes are on.',
  unsubscribe: { label: 'Stop e-mails about quotes', href: 'https://api.example/u?token=t&lang=en' },
}

/** How much lighter one colour is than another (WCAG 2). */
function contrastOf(one: string, other: string): number {
  const luminance = (colour: string) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const share = parseInt(colour.slice(at, at + 2), 16) / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

describe('an e-mail', () => {
  it('has the brand, the text, the button, the reason and the way out, in HTML and in plain text', () => {
    const { subject, html, text } = renderEmail('en', template)
    expect(subject).toBe('A new quote from Karim')
    for (const part of ['Hello Mona,', 'EGP 2,000', 'See the quotes', 'e-mails about quotes', 'Craftworks']) {
      expect(html).toContain(part)
      expect(text).toContain(part)
    }
    expect(text).toContain('See the quotes:\nhttps://craftworks.example/jobs/1?a=1&b=2')
    expect(text).toContain('Stop e-mails about quotes:\nhttps://api.example/u?token=t&lang=en')
    expect(text).not.toMatch(/[<>]|&#/)
    expect(html).toContain('href="https://craftworks.example/jobs/1?a=1&#38;b=2"')
  })

  it('runs from right to left in Arabic, with the brand as Arabs read it', () => {
    const { html } = renderEmail('ar', { ...template, subject: 'عرض جديد', greeting: 'أهلًا منى،' })
    expect(html).toContain('<html lang="ar" dir="rtl"')
    expect(html).toContain('كرافت ووركس')
    expect(html).not.toContain('Craftworks')
    expect(html).not.toMatch(/text-align:left/)
    expect(renderEmail('en', template).html).not.toMatch(/text-align:right|dir="rtl"/)
  })

  it('shows what a person wrote as text, in every place', () => {
    const hostile = `"><img src=x onerror=alert(1)> & 'co'`
    const everywhere = renderEmail('en', {
      subject: hostile,
      preview: hostile,
      greeting: hostile,
      paragraphs: [hostile],
      action: { label: hostile, href: `https://craftworks.example/?q=${hostile}` },
      reason: hostile,
      unsubscribe: { label: hostile, href: `https://api.example/?t=${hostile}` },
    })
    expect(everywhere.html).not.toMatch(/<img|onerror=alert\(1\)>/)
    expect(everywhere.text).toContain(hostile)
  })

  it('has a subject of one line', () => {
    expect(renderEmail('en', { ...template, subject: 'One\r\nBcc: two ' }).subject).toBe('One Bcc: two')
  })

  it('needs no picture, script, form or file from elsewhere, and is small enough not to be cut', () => {
    const { html } = renderEmail('ar', template)
    expect(html).not.toMatch(/<(img|script|form|link|iframe|svg)\b|url\(|@import/i)
    expect(Buffer.byteLength(html)).toBeLessThan(20_000) // Gmail cuts at 102 KB
  })

  it('is made of tables for layout with inline styles, so that programs without style sheets show it', () => {
    const { html } = renderEmail('en', template)
    const tables = html.match(/<table\b[^>]*>/g) ?? []
    expect(tables.length).toBeGreaterThan(2)
    for (const table of tables) expect(table).toContain('role="presentation"')
    for (const tag of html.match(/<(?:p|h1|a)\b[^>]*>/g) ?? []) expect(tag).toMatch(/style="/)
    expect(html).not.toMatch(/style="[^"]*(?:flex|grid|position|var\()/)
    const opened = html.match(/<(table|tr|td|p|a|h1|div)\b/g)?.length
    expect(html.match(/<\/(table|tr|td|p|a|h1|div)>/g)?.length).toBe(opened)
  })

  it('can be read in light and in dark', () => {
    const { html } = renderEmail('en', template)
    expect(html).toContain('<meta name="color-scheme" content="light dark">')
    const [light = '', dark = ''] = [
      /<body[\s\S]*/.exec(html)?.[0],
      /prefers-color-scheme:dark\)\{([\s\S]*?\})\}/.exec(html)?.[1],
    ]
    for (const colour of ['#22282e', '#14181c', '#0b6e4f', '#5d6871']) expect(light).toContain(colour)
    for (const colour of ['#22282e', '#14181c', '#0b6e4f', '#5d6871']) {
      expect(contrastOf(colour, '#ffffff')).toBeGreaterThan(4.5)
    }
    expect(contrastOf('#5d6871', '#f3f1ec')).toBeGreaterThan(4.5)
    for (const colour of ['#eef1f3', '#a9b4bd', '#5fd0a5']) {
      expect(dark).toContain(colour)
      expect(contrastOf(colour, '#1e242a')).toBeGreaterThan(4.5)
      expect(contrastOf(colour, '#14181c')).toBeGreaterThan(4.5)
    }
    for (const button of ['#0b6e4f', '#1d8a66']) expect(contrastOf('#ffffff', button)).toBeGreaterThan(4)
  })
})
