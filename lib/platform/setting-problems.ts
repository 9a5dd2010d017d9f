import type * as z from 'zod'

/** What texts have to be, by zod's names of their formats. */
const FORMATS: Readonly<Record<string, string>> = {
  url: 'has to be an address such as https://www.example.com',
  email: 'has to be an e-mail address',
  hostname: 'has to be the name of a host such as api.example.com',
}

/**
 * What is wrong with a setting, to be read after its name. It is for `safeParse`: a schema that says it itself, in
 * words of its own, comes first. Zod's own texts name types, which people who write a setting need not know.
 */
export function settingProblem(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : ofType(issue.expected)
    case 'invalid_format':
      return FORMATS[issue.format]
    case 'invalid_value':
      return `has to be ${issue.values.join(' or ')}`
    case 'too_small':
      return issue.origin === 'string' && issue.input === ''
        ? 'is empty'
        : `has to be at least ${issue.minimum}`
    case 'too_big':
      return `has to be at most ${issue.maximum}`
    default:
      return undefined
  }
}

/** A text is anything else only in a secret or a context, which are JSON. */
function ofType(expected: string): string {
  if (expected === 'int') return 'has to be a whole number'
  return expected === 'number' ? 'has to be a number' : 'has to be a text in quotes'
}

/** One problem for each setting, the first that was found: the others of a name mostly follow from it. */
export const problemsIn = ({ issues }: z.ZodError): readonly string[] =>
  [...new Map(issues.toReversed().map(({ path, message }) => [String(path[0]), message])).entries()]
    .toReversed()
    .map(([name, message]) => `${name} ${message}`)
