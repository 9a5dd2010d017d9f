import type { EventData } from '#lib/events/catalogue.ts'
import type { LocalizedText } from '#lib/model/notification.model.ts'
import { formatAmount } from '#lib/notifications/format-amount.ts'
import type { ContractTerms, TemplateContext } from '#lib/notifications/template-context.ts'
import type { Locale } from '#lib/platform/locale.ts'

/** What a craftsman reads when their work is confirmed: by whom, what they get, and what the fee is. */
export function earningsText(
  { by }: Pick<EventData<'contract.confirmed'>, 'by'>,
  { title, client, contract }: TemplateContext,
  locale: Locale,
): LocalizedText {
  const share = by === 'staff' || !contract ? null : contract
  if (locale === 'en') {
    const confirmed = {
      client: `${client} confirmed “${title}”`,
      silence: `Nobody objected to “${title}”, so it counts as confirmed`,
      staff: `Our staff decided that “${title}” is completed`,
    }[by]
    return {
      title: 'The work is confirmed',
      message: `${confirmed}. ${share ? shareIn(share, 'en') : 'Your wallet shows what you get'}`,
    }
  }
  const confirmed = {
    client: `تم تأكيد «${title}» من ${client}`,
    silence: `لم يعترض أحد على «${title}» فيُعتبر مؤكدًا`,
    staff: `قررت الإدارة أن «${title}» مكتمل`,
  }[by]
  return {
    title: 'تم تأكيد الشغل',
    message: `${confirmed}. ${share ? shareIn(share, 'ar') : 'تجد مستحقاتك في محفظتك'}`,
  }
}

/** Where staff split what was held, only the wallet knows. Otherwise the price, the deposit and the fee say it. */
function shareIn({ price, platformFee, deposit, paymentType }: ContractTerms, locale: Locale): string {
  const held = paymentType === 'Escrow' ? price : deposit
  const [fee, heldText] = [formatAmount(platformFee, locale), formatAmount(held, locale)]
  if (held > platformFee) {
    const rest = formatAmount(held - platformFee, locale)
    return locale === 'en'
      ? `You get ${rest} in your wallet: ${heldText} less our fee of ${fee}`
      : `يضاف إلى محفظتك ${rest} وهي ${heldText} بعد خصم عمولتنا ${fee}`
  }
  if (held > 0 && held < platformFee) {
    const due = formatAmount(platformFee - held, locale)
    return locale === 'en'
      ? `Our fee is ${fee}: the deposit pays ${heldText} of it, and ${due} is due`
      : `عمولتنا ${fee} يُخصم منها العربون ${heldText} والمستحق عليك ${due}`
  }
  if (held > 0) {
    return locale === 'en' ? `The deposit pays our fee of ${fee}` : `العربون يغطي عمولتنا ${fee}`
  }
  return locale === 'en'
    ? `Our fee of ${fee} is taken from your wallet, or is due there`
    : `عمولتنا ${fee} تُخصم من محفظتك أو تبقى مستحقة عليك`
}
