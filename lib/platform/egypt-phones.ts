import type { MetadataJson } from 'libphonenumber-js/core'

/**
 * Egypt's part of libphonenumber's metadata, copied exactly (a test compares it with the package's). The metadata of
 * the whole world would add 80 KB to every bundle that reads a phone number.
 */
export const EGYPT_PHONES = {
  version: 4,
  country_calling_codes: { '20': ['EG'] },
  countries: {
    EG: [
      '20',
      '00',
      '[189]\\d{8,9}|[24-6]\\d{8}|[135]\\d{7}',
      [8, 9, 10],
      [
        ['(\\d)(\\d{7,8})', '$1 $2', ['[23]'], '0$1'],
        ['(\\d{2})(\\d{6,7})', '$1 $2', ['1[35]|[4-6]|8[2468]|9[235-7]'], '0$1'],
        ['(\\d{3})(\\d{3})(\\d{4})', '$1 $2 $3', ['[89]'], '0$1'],
        ['(\\d{2})(\\d{8})', '$1 $2', ['1'], '0$1'],
      ],
      '0',
    ],
  },
} as unknown as MetadataJson // the package's type requires every country of the world
