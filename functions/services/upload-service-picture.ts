import { serviceRoutes } from '#functions/services/services.routes.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { fileOf } from '#lib/http/body.ts'
import { uploadPicture } from '#lib/services/upload-picture.ts'

export const handler = endpoint(serviceRoutes.uploadServicePicture, ({ files, caller }) =>
  uploadPicture(fileOf(files, 'picture').content, caller.id),
)
