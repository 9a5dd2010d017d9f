import * as z from 'zod'
import { PLATFORMS } from '#lib/model/device-platforms.ts'
import { idView, instantView } from '#lib/platform/api-schemas.ts'

const token = z.string().regex(/^[\w:.-]{10,4096}$/, 'Must be a token of Firebase Cloud Messaging')

export const newDevice = z.strictObject({ token, platform: z.enum(PLATFORMS) })
export const deviceToRemove = z.strictObject({ token })
export const deviceView = z
  .strictObject({ id: idView, platform: z.enum(PLATFORMS), createdAt: instantView })
  .meta({ id: 'Device' })
