import * as z from 'zod'
import { instantView } from '#lib/platform/border.ts'

/** What an app needs to upload a picture straight to Cloudinary: POST a form of `fields` and `file` to `url`. */
export const signedUploadView = z
  .strictObject({
    url: z.string(),
    fields: z.strictObject({
      api_key: z.string(),
      timestamp: z.string(),
      signature: z.string(),
      folder: z.string(),
      public_id: z.string(),
      allowed_formats: z.string(),
      transformation: z.string(),
    }),
    publicId: z.string().describe('What the upload is named by when it is attached'),
    maxBytes: z.int(),
    expiresAt: instantView,
  })
  .meta({ id: 'SignedUpload' })
