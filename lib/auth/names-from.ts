import { personName } from '#lib/users/user.schemas.ts'

/** The first and last name, from the provider's full name. Without one, from the part of the e-mail before the @. */
export function namesFrom(name: string | null, email: string): { firstName: string; lastName: string } {
  const [first = '', ...rest] = (name ?? '').trim().split(/\s+/)
  const [local = ''] = email.split('@')
  const [beginning = ''] = local.split(/[._+-]/)
  return {
    firstName: cleanName(first) ?? cleanName(beginning) ?? 'Craftworks',
    lastName: cleanName(rest.join(' ')) ?? '',
  }
}

function cleanName(name: string): string | undefined {
  const read = personName.safeParse([...name].slice(0, 60).join(''))
  return read.success ? read.data : undefined
}
