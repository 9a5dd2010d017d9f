import * as z from 'zod'
import { line, text } from '#lib/platform/text.ts'
import { email } from '#lib/users/user.schemas.ts'

export const contactMessage = z.strictObject({ name: line(120), email, message: text(5_000) })
