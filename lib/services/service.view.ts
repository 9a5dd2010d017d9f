import type * as z from 'zod'
import type { ServiceRecord } from '#lib/model/service.model.ts'
import { idOf } from '#lib/platform/ids.ts'
import type { serviceView } from '#lib/services/service.schemas.ts'

/** A service. Everybody sees the same. */
export const toServiceView = (service: ServiceRecord): z.input<typeof serviceView> => ({
  id: idOf<'Service'>(service._id),
  name: service.name,
  nameAr: service.nameAr ?? null,
  icon: service.icon,
  description: service.description,
  descriptionAr: service.descriptionAr ?? null,
})
