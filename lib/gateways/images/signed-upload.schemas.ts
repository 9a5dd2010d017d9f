import * as z from 'zod'
import { instantView } from '#lib/platform/api-schemas.ts'

/** What an app needs to upload a picture directly to Cloudinary: POST a form with `fields` and `file` to `url`. */
export const signedUploadView = z
  .strictObject({
    url: z.string(),
    fields: z.strictObject({
      api_key: z.string(),
      timestamp: z.string(),
      signature: z.string(),
      folder: z.string(),
      overwrite: z.string(),
      public_id: z.string(),
      allowed_formats: z.string(),
      transformation: z.string(),
    }),
    publicId: z.string().describe('The id under which the upload is attached'),
    maxBytes: z.int(),
    expiresAt: instantView,
  })
  .meta({ id: 'SignedUpload' })
