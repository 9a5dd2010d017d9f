import { verificationRoutes } from '#functions/users/verification.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { requiredFile } from '#lib/lambda/http/parse-body.ts'
import { uploadDocument } from '#lib/verification/upload-document.ts'

export const handler = endpoint(verificationRoutes.uploadDocument, ({ body, files, caller }) =>
  uploadDocument(body, requiredFile(files, 'document').content, caller.id),
)
