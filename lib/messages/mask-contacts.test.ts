import { describe, expect, it } from 'vitest'
import { maskContacts } from '#lib/messages/mask-contacts.ts'

describe('masking contacts', () => {
  it.each([
    'Call me on 01012345678',
    'كلمني على ٠١٠١٢٣٤٥٦٧٨',
    'رقمي ۰۱۰۱۲۳۴۵۶۷۸',
    '+20 10 1234 5678',
    '010-1234-5678 please',
    '0 1 0 1 2 3 4 5 6 7 8',
    'zero one zero one two three four five six seven eight',
    'صفر واحد صفر واحد اتنين تلاتة اربعة خمسة ستة سبعة تمانية',
    'my number: 010 واحد two 345678',
    '0020 1012345678',
    'landline 02 27354444',
    'mona@example.com',
    'mona at gmail dot com',
    'mona (at) gmail.com',
    'MONA @ GMAIL . COM',
    'ابعت على mona@شركة.com او mona@example.com.eg',
  ])('masks the contact in: %s', (text) => {
    const { text: result, masked } = maskContacts(text)
    expect(masked).toBe(true)
    expect(result).toContain('•••')
    expect(result).not.toMatch(/\d{5}|@example|gmail/i)
  })

  it.each([
    'The job costs 2000 to 3500 pounds',
    'السعر ١٥٠٠ جنيه والضمان سنة',
    'I come at 10:30 on 25-11-2026',
    'Flat 12, floor 3, building 45',
    'I need one or two people at home at five',
    'Look at the dot on the wall',
    'سعر المتر 120 والمساحة 85',
  ])('leaves unchanged: %s', (text) => {
    expect(maskContacts(text)).toEqual({ text, masked: false })
  })

  it('keeps the text around a contact', () => {
    expect(maskContacts('Hello, 01012345678 is me, see you').text).toBe('Hello, ••• is me, see you')
  })
})
