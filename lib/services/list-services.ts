import { Service } from '#lib/model/service.model.ts'
import { toServiceView } from '#lib/services/service.view.ts'

/** List all services, sorted by name. */
export async function listServices() {
  const services = await Service.find().sort({ nameKey: 1 }).lean()
  return services.map(toServiceView)
}
