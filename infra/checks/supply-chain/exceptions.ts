/** Licences that ask for nothing but their own text and the names of the authors. */
export const PERMISSIVE: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
]

/** Packages of the production tree whose licence is none of these, or is named nowhere: why we use them all the same. */
export const LICENCE_EXCEPTIONS: Readonly<Record<string, string>> = {}

/** Critical advisories about packages of the lock, by their address: why they do not concern us, or until when. */
export const EXPLAINED_ADVISORIES: Readonly<Record<string, string>> = {}
