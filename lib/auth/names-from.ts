import { personName } from '#lib/users/user.schemas.ts'

/** First and last name out of the one that a provider gives; without one, what stands before the @. */
export function namesFrom(name: string | null, email: string): { firstName: string; lastName: string } {
  const [first = '', ...rest] = (name ?? '').trim().split(/\s+/)
  const [local = ''] = email.split('@')
  return {
    firstName: cleaned(first) ?? cleaned(local.replace(/[._+-].*$/, '')) ?? 'Craftworks',
    lastName: cleaned(rest.join(' ')) ?? '',
  }
}

function cleaned(name: string): string | undefined {
  const read = personName.safeParse([...name].slice(0, 60).join(''))
  return read.success ? read.data : undefined
}
