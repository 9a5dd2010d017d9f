import { userRoutes } from '#functions/users/users.routes.ts'
import { signUpload } from '#lib/gateways/images/sign-upload.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(userRoutes.signUpload, ({ body, caller }) =>
  signUpload({ purpose: body.purpose, owner: caller.id }),
)
