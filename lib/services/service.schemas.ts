import * as z from 'zod'
import { id, idView } from '#lib/platform/api-schemas.ts'
import type { ServiceId } from '#lib/platform/ids.ts'
import { line, text } from '#lib/platform/text.ts'

/** The name of an icon in the apps' own set, or an address (on one machine, an address of the local image fake). */
const icon = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,59}$|^(https:\/\/|http:\/\/127\.0\.0\.1:)[^\s"'<>]{1,480}$/,
    'Must be an icon’s name or an https address',
  )

const fields = {
  name: line(60, 2),
  nameAr: line(60, 2),
  icon,
  description: text(500, 2),
  descriptionAr: text(500, 2),
}

export const newService = z.strictObject({
  ...fields,
  nameAr: fields.nameAr.optional(),
  descriptionAr: fields.descriptionAr.optional(),
})

/** Every field is optional. `null` removes an Arabic text. */
export const serviceChange = z.strictObject({
  name: fields.name.optional(),
  nameAr: fields.nameAr.nullable().optional(),
  icon: icon.optional(),
  description: fields.description.optional(),
  descriptionAr: fields.descriptionAr.nullable().optional(),
})

export const serviceParams = z.object({ id: id<ServiceId>() })

export const serviceView = z
  .strictObject({
    id: idView,
    name: z.string(),
    nameAr: z.string().nullable(),
    icon: z.string(),
    description: z.string(),
    descriptionAr: z.string().nullable(),
  })
  .meta({ id: 'Service' })

/** The only list of the API that is a bare array (Part B 5.10). */
export const serviceList = z.array(serviceView)

/** A picture that was stored for a service. */
export const uploadedPicture = z
  .strictObject({ url: z.string(), publicId: z.string() })
  .meta({ id: 'UploadedPicture' })
