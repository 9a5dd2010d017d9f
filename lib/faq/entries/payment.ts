import type { DeliveredEntry } from '#lib/faq/delivered-entry.ts'

/** Paying, refunds, and work that did not go well. */
export const PAYMENT_ENTRIES: readonly DeliveredEntry[] = [
  {
    id: 'payment-types',
    for: 'client',
    question: {
      en: 'Escrow, cash, protected cash: what is the difference?',
      ar: 'الضمان والكاش والكاش المحمي: إيه الفرق؟',
    },
    answer: {
      en: 'Escrow: you pay the price ahead, we hold it until the work is confirmed. Cash: you pay the craftsman by hand; we hold nothing. Protected cash: you pay a deposit ahead ({depositRate} of the price, at least {depositLeast}), which we hold, and the rest by hand. What we hold is what we can give back in a dispute.',
      ar: 'الضمان: بتدفع السعر مقدم، وإحنا بنحجزه لحد ما تأكد إن الشغل خلص. الكاش: بتدفع للصنايعي في إيده، وإحنا مش ماسكين حاجة. الكاش المحمي: بتدفع عربون مقدم ({depositRate} من السعر، وبحد أدنى {depositLeast}) محجوز عندنا، والباقي كاش. واللي محجوز عندنا هو اللي نقدر نرجعه لو حصل نزاع.',
    },
    links: ['payments'],
  },
  {
    id: 'pay-by-card',
    for: 'client',
    question: { en: 'How do I pay by card?', ar: 'أدفع بالكارت إزاي؟' },
    answer: {
      en: 'Choose "Card" when you pay: Visa, Mastercard and others that your bank allows online. Your card is read by Stripe alone; we neither see nor keep its number.',
      ar: 'وإنت بتدفع اختار «كارت»: فيزا وماستركارد وأي كارت بنكك سامح بيه أونلاين. بيانات الكارت بتروح لسترايب بس، وإحنا لا بنشوف الرقم ولا بنحفظه.',
    },
    links: ['payments'],
  },
  {
    id: 'pay-by-fawry',
    for: 'client',
    question: { en: 'How do I pay with Fawry?', ar: 'أدفع بفوري إزاي؟' },
    answer: {
      en: 'Choose "Fawry" when you pay: you get a reference number. Give it at any Fawry outlet, or pay it from a mobile wallet or the Fawry app, before the time that stands beside it. We hear of it by ourselves, mostly within a minute.',
      ar: 'وإنت بتدفع اختار «فوري»: هيطلعلك رقم مرجعي. قوله في أي منفذ فوري، أو ادفعه من محفظة الموبايل أو تطبيق فوري قبل الوقت المكتوب جنبه. وإحنا بنعرف لوحدنا، غالبًا في خلال دقيقة.',
    },
    links: ['payments'],
  },
  {
    id: 'payment-failed',
    for: 'client',
    question: { en: 'My payment did not go through', ar: 'الدفع متمش' },
    answer: {
      en: 'Try again or in another way: a failed payment takes nothing. If your bank shows the sum although the app says unpaid, wait some minutes: we ask the gateway by ourselves. What comes in too late or twice is given back in full.',
      ar: 'جرّب تاني أو بطريقة تانية: الدفع اللي فشل مش بياخد فلوس. لو بنكك خصم والتطبيق لسه كاتب غير مدفوع، استنى دقايق: إحنا بنسأل جهة الدفع لوحدنا. واللي وصل متأخر أو مرتين بيرجعلك كله.',
    },
    links: ['payments', 'contact'],
  },
  {
    id: 'when-to-pay',
    for: 'client',
    question: { en: 'Until when must I pay?', ar: 'أدفع لحد إمتى؟' },
    answer: {
      en: 'With Escrow and protected cash: within {unpaidHours} after the hire, before the craftsman sets out. Otherwise the contract is void, and the other quotes are open again. With cash you pay when the work is done.',
      ar: 'في الضمان والكاش المحمي: خلال {unpaidHours} من الاتفاق، وقبل ما الصنايعي يتحرك. لو مدفعتش التعاقد بيتلغي والعروض التانية بتتفتح تاني. في الكاش بتدفع لما الشغل يخلص.',
    },
    links: ['payments'],
  },
  {
    id: 'escrow-protection',
    for: 'client',
    question: { en: 'Where is my money until the work is done?', ar: 'فلوسي فين لحد ما الشغل يخلص؟' },
    answer: {
      en: 'With us, in an account of its own for your job. The craftsman gets it once you confirm the work, or when {confirmHours} have passed after it was marked completed and you said nothing. If something is wrong, open a dispute before: then nobody gets anything until it is decided.',
      ar: 'عندنا، في حساب لوحده للشغلانة بتاعتك. الصنايعي بياخدها لما تأكد إن الشغل خلص، أو بعد {confirmHours} من ما يسجل إنه خلص وإنت مقلتش حاجة. لو في مشكلة افتح نزاع قبلها: ساعتها محدش بياخد حاجة لحد ما نفصل.',
    },
    links: ['payments'],
  },
  {
    id: 'confirm-completion',
    for: 'client',
    question: { en: 'How do I confirm that the work is done?', ar: 'أأكد إن الشغل خلص إزاي؟' },
    answer: {
      en: 'Open the job and choose "Confirm". That releases the money to the craftsman. If you say nothing for {confirmHours} after the work was marked completed, it counts as confirmed. Not content? Open a dispute instead.',
      ar: 'افتح الطلب ودوس «تأكيد». كده الفلوس بتروح للصنايعي. لو سكت {confirmHours} بعد ما الشغل يتسجل إنه خلص، بيتحسب إنك أكدت. مش عاجبك؟ افتح نزاع بدل ما تأكد.',
    },
    links: ['my-jobs', 'disputes'],
  },
  {
    id: 'refund',
    for: 'client',
    question: { en: 'When and how does my money come back?', ar: 'فلوسي بترجع إمتى وإزاي؟' },
    answer: {
      en: 'When a job is cancelled, a contract is void or a dispute is decided for you, the refund goes out by itself, the way you paid. A card shows it after 5 to 10 days, a wallet mostly within a day. "Refunds" shows where each one stands.',
      ar: 'لما الطلب يتلغي أو التعاقد يبطل أو النزاع يتحكم لصالحك، الاسترداد بيطلع لوحده بنفس الطريقة اللي دفعت بيها. على الكارت بيظهر في ٥ لـ ١٠ أيام، وعلى المحفظة غالبًا في خلال يوم. «الاستردادات» بتوريك كل واحد وصل لفين.',
    },
    links: ['refunds'],
  },
  {
    id: 'refund-fawry-cash',
    for: 'client',
    question: { en: 'I paid cash at Fawry. How do I get it back?', ar: 'دفعت كاش في فوري، أسترد إزاي؟' },
    answer: {
      en: 'Cash from an outlet often cannot go back by Fawry. Then we ask you under "Refunds" to name a bank account or a mobile wallet, and pay it there within {payoutDays}.',
      ar: 'الكاش المدفوع في منفذ فوري كتير مش بيرجع عن طريق فوري. ساعتها بنطلب منك من «الاستردادات» حساب بنك أو محفظة موبايل، ونحوّلهولك عليها خلال {payoutDays}.',
    },
    links: ['refunds'],
  },
  {
    id: 'craftsman-late-noshow',
    for: 'client',
    question: { en: 'The craftsman did not come', ar: 'الصنايعي مجاش' },
    answer: {
      en: 'Write to them in the chat first. Before they set out you cancel free of charge. If they are marked on the way and nobody is there {noShowHours} after the agreed time, you cancel free as well, with your money back in full; it counts against them.',
      ar: 'كلّمه في الشات الأول. قبل ما يتحرك بتلغي ببلاش. ولو مسجل إنه في السكة وعدّى {noShowHours} على المعاد ومجاش، بتلغي ببلاش برضه وفلوسك بترجع كلها، وبتتحسب عليه.',
    },
    links: ['my-jobs'],
  },
  {
    id: 'bad-work',
    for: 'client',
    question: { en: 'The work is bad or not finished', ar: 'الشغل وحش أو ناقص' },
    answer: {
      en: 'Do not confirm. Write to the craftsman in the chat and give them the chance to put it right. If that does not help open a dispute with pictures, up to {disputeDays} after completion: our staff decide how the money is split.',
      ar: 'متأكدش. كلّم الصنايعي في الشات واديله فرصة يصلّحه. لو منفعش افتح نزاع بصور، لحد {disputeDays} بعد ما الشغل خلص: وفريقنا بيقرر الفلوس تتقسم إزاي.',
    },
    links: ['disputes'],
  },
  {
    id: 'visit-fee',
    for: 'anyone',
    question: { en: 'What is the visit fee?', ar: 'إيه هي رسوم الزيارة؟' },
    answer: {
      en: 'If the client cancels while the craftsman is on the way, the craftsman gets {visitFeeRate} of the price for the trip, at most {visitFeeMost}, out of what was paid ahead; the platform keeps none of it. In a cash job nothing is charged.',
      ar: 'لو العميل لغى والصنايعي في السكة، الصنايعي بياخد {visitFeeRate} من السعر تمن المشوار، بحد أقصى {visitFeeMost}، من اللي اتدفع مقدم، والمنصة مش بتاخد منها حاجة. في شغل الكاش مفيش حاجة بتتخصم.',
    },
    links: ['my-jobs'],
  },
  {
    id: 'invoice-receipt',
    for: 'anyone',
    question: { en: 'How do I get a receipt?', ar: 'آخد إيصال إزاي؟' },
    answer: {
      en: 'Open the payment and choose "Receipt": a page to print or save, in your language, with what was paid, for what, and what came back.',
      ar: 'افتح عملية الدفع ودوس «إيصال»: صفحة تطبعها أو تحفظها، فيها دفعت كام وعلى إيه واللي رجع.',
    },
    links: ['payments'],
  },
]
