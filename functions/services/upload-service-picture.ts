import { serviceRoutes } from '#functions/services/services.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { requiredFile } from '#lib/lambda/http/parse-body.ts'
import { uploadPicture } from '#lib/services/upload-picture.ts'

export const handler = endpoint(serviceRoutes.uploadServicePicture, ({ files, caller }) =>
  uploadPicture(requiredFile(files, 'picture').content, caller.id),
)
