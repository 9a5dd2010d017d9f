import { describe, expect, it } from 'vitest'
import { searchedWords, wordsOf } from '#lib/jobs/search-text.ts'
import {
  readAsNumber,
  stripInvisible,
  toWesternDigits,
  visiblePartOf,
} from '#lib/platform/invisible-characters.ts'
import { readPhone } from '#lib/platform/phone.ts'
import { line, text } from '#lib/platform/text.ts'
import { email, password, personName } from '#lib/users/user.schemas.ts'
import { readIban } from '#lib/wallet/iban.ts'

const MARKS = {
  'right-to-left mark': '\u200f',
  'left-to-right mark': '\u200e',
  'Arabic letter mark': '\u061c',
  'zero-width space': '\u200b',
  'zero-width joiner': '\u200d',
  'word joiner': '\u2060',
  'byte order mark': '\ufeff',
  'soft hyphen': '\u00ad',
  isolates: '\u2068',
  'end of isolates': '\u2069',
  'right-to-left override': '\u202e',
  embedding: '\u202a',
  'Hangul filler': '\u3164',
  'half-width filler': '\uffa0',
  'combining joiner': '\u034f',
  'Mongolian separator': '\u180e',
  tag: '\u{e0041}',
  'variation selector': '\ufe0f',
  'annotation anchor': '\ufff9',
} as const

const EMOJI = ['👨‍🔧', '👩🏽‍🦰', '❤️', '❤️‍🔥', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '1️⃣', '☎️', '👨‍👩‍👧‍👦', '🏳️‍🌈', '🇪🇬']

describe.each(Object.entries(MARKS))('a %s', (_name, mark) => {
  it('alone is no name, no title, no message and no description', () => {
    for (const typed of [mark, mark.repeat(8), ` ${mark} ${mark}\u00a0`, `${mark}\u2800`]) {
      expect(personName.safeParse(typed).success).toBe(false)
      expect(line(120, 3).safeParse(typed).success).toBe(false)
      expect(text(2_000).safeParse(typed).success).toBe(false)
      expect(text(2_000, 0).parse(typed)).toBe('')
    }
    expect(password.safeParse(mark.repeat(12)).success).toBe(false)
  })

  it('is stripped from names, e-mails, phones and IBANs', () => {
    const around = (value: string) => `${mark}${value.slice(0, 4)}${mark}${value.slice(4)}${mark}`
    expect(personName.parse(around('محمد علي'))).toBe('محمد علي')
    expect(email.parse(around('mona@example.com'))).toBe('mona@example.com')
    expect(readPhone(around('01001234567'))).toBe('+201001234567')
    expect(readPhone(around('+20 100 123 4567'))).toBe('+201001234567')
    expect(readIban(around('EG38 0019 0005 0000 0000 2631 8000 2'))).toBe('EG380019000500000000263180002')
  })

  it('stays inside running text, as it was typed', () => {
    const typed = `السعر ${mark}EGP 250${mark} بس`
    expect(text(2_000).parse(typed)).toBe(typed.normalize('NFC'))
  })

  it('does not hide a word from a search', () => {
    const wordsOfJob = (description: string) => wordsOf({ title: 'محتاج', description })
    expect(wordsOfJob(`سبا${mark}ك شاطر`)).toContain('سباك')
    expect(searchedWords(`سب${mark}اك`)).toEqual([{ word: 'سباك' }])
  })
})

describe('emoji', () => {
  it.each(EMOJI)('%s stays whole in a title and in a message', (emoji) => {
    expect(stripInvisible(`${emoji}`)).toBe(emoji)
    expect(line(120, 3).parse(`Fix ${emoji} tap`)).toBe(`Fix ${emoji} tap`)
    expect(text(100).parse(emoji)).toBe(emoji)
  })

  it('leave nothing behind that does not belong to them', () => {
    expect(stripInvisible('\u200d👍\u200b\ufe0f\u200dتمام\u200d')).toBe('👍تمام')
    expect(visiblePartOf('\u200d\ufe0f\u{e007f}')).toBe('')
  })
})

describe('too little to see', () => {
  it('is too short, however many characters were typed', () => {
    expect(text(1_000, 3).safeParse('a\u200b\u200b').success).toBe(false)
    expect(text(1_000, 3).safeParse('\u2067abc\u2069').success).toBe(true)
    expect(line(120, 3).safeParse('ab\u200f').success).toBe(false)
  })
})

describe('digits of any script', () => {
  it('are read where a number is meant', () => {
    expect(toWesternDigits('٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹ ０１２３４５６７８９ ०१२३४५६७८९')).toBe(
      '0123456789 0123456789 0123456789 0123456789',
    )
    expect(toWesternDigits('𝟎𝟗 𝟘𝟡 𝟶𝟿 ߀߉ 𞥐𞥙')).toBe('09 09 09 09 09')
    expect(readAsNumber('\u2067٢٠٫٥\u2069')).toBe('20٫5')
    expect(readPhone('\u2068٠١٠ ١٢٣٤ ٥٦٧٨\u2069')).toBe('+201012345678')
    expect(readPhone('۰۱۰۰۱۲۳۴۵۶۷')).toBe('+201001234567')
    expect(readIban('ＥＧ٣٨ ٠٠١٩–٠٠٠٥–٠٠٠٠–٠٠٠٠–٢٦٣١–٨٠٠٠–٢')).toBe('EG380019000500000000263180002')
  })
})

describe('control characters and line breaks', () => {
  it.each(['\u0000', '\u0007', '\u001b', '\u007f', '\u0085', '\u009b'])(
    'are refused everywhere: %j',
    (control) => {
      expect(text(100).safeParse(`one${control}two`).success).toBe(false)
      expect(line(100).safeParse(`one${control}two`).success).toBe(false)
    },
  )

  it.each(['\n', '\r', '\t', '\u2028', '\u2029'])(
    'are kept in text and refused in a line: %j',
    (separator) => {
      expect(text(100).parse(`one${separator}two`)).toBe(`one${separator}two`)
      expect(line(100).safeParse(`one${separator}two`).success).toBe(false)
    },
  )
})
